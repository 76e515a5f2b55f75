import type { GateReport, LiveError } from '@headroom/contracts';
import type { RegistryStore } from '../domain/registry-store.ts';
import { PromoteChallenger } from '../usecases/promote-challenger.ts';
import { RegisterModels } from '../usecases/register-models.ts';
import { inputs, task } from './trained-models.ts';

const GATE = { gate: 'better', observed: 0.9, threshold: 0.99 } as const;

export const PASSED: GateReport = {
  passed: true,
  gates: [{ ...GATE, status: 'passed', message: 'MAE 0.9 × that of the champion' }],
  rows: 100,
  challenger_mae: 0.03,
  champion_mae: 0.04,
};
export const FAILED: GateReport = {
  ...PASSED,
  passed: false,
  gates: [{ ...GATE, status: 'failed', message: 'MAE 1.1 × that of the champion' }],
};

/** A run with these validation errors of the five, its best judged as told. */
export async function runOf(
  store: RegistryStore,
  id: string,
  maes: readonly number[],
  gates: GateReport = PASSED,
) {
  const registered = await new RegisterModels(store, () => 1000).execute(task(id), inputs(maes));
  const { challenger, champion } = registered;
  const judged = { challenger, champion, gates };
  return { judged, ...(await new PromoteChallenger(store, () => 1000).execute(judged)) };
}

/** The live error of a champion that is far over its bound. */
export const breached = (name: string, version: string): LiveError => ({
  model_name: name,
  model_version: version,
  alias: 'champion',
  service_id: null,
  state: 'breached',
  as_of: 5,
  window_ms: 86_400_000,
  rows: 60,
  mae: 0.1,
  relative_mae: 1.84,
  bound: 1.13,
  confidence: 0.99,
});
