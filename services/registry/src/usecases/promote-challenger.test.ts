import type { GateReport } from '@headroom/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { breached, FAILED, PASSED, runOf } from '../testing/live-errors.ts';
import { MemoryRegistry } from '../testing/memory-registry.ts';
import { inputs, task } from '../testing/trained-models.ts';
import { rollBackChampion } from './models/roll-back-champion.ts';
import { PromoteChallenger } from './promote-challenger.ts';
import { RegisterModels } from './register-models.ts';

const BEST = {
  xgboost: [0.1, 0.2, 0.3, 0.4, 0.5],
  lightgbm: [0.2, 0.1, 0.3, 0.4, 0.5],
  gru: [0.5, 0.4, 0.3, 0.2, 0.1],
} as const;

let store: MemoryRegistry;
beforeEach(() => {
  store = new MemoryRegistry();
});
const holder = (alias: string) =>
  store.state.aliases.flatMap((a) => (a.alias === alias ? [`${a.name}/${a.version}`] : []));
const now = () => 1000;

/** A run whose best model is the one named, judged as told. */
const run = (id: string, best: keyof typeof BEST, gates: GateReport) =>
  runOf(store, id, BEST[best], gates);
const rollBack = (name: string, version: string) =>
  rollBackChampion(store, breached(name, version), 2000);

describe('promote_challenger', () => {
  it('makes the challenger champion past all gates, and tells why in the history', async () => {
    const { promoted, champion } = await run('r1', 'lightgbm', PASSED);
    expect(promoted).toBe(true);
    expect(champion).toMatchObject({ name: 'cloud_optimizer_lightgbm', version: '1' });
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
    expect(holder('challenger')).toEqual([]);
    expect(store.state.history.find(({ alias }) => alias === 'champion')?.reason).toBe(
      'past all gates: MAE 0.9 × that of the champion',
    );
  });

  it('leaves it challenger where a gate failed, and the reason in its history', async () => {
    await run('r1', 'lightgbm', PASSED);
    const { promoted, champion, reason } = await run('r2', 'gru', FAILED);
    expect({ promoted, reason }).toEqual({
      promoted: false,
      reason: 'not promoted: MAE 1.1 × that of the champion',
    });
    expect(champion).toMatchObject({ name: 'cloud_optimizer_lightgbm' });
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
    expect(holder('challenger')).toEqual(['cloud_optimizer_gru/2']);
    expect(store.state.history.at(-1)).toMatchObject({ alias: 'challenger', reason });
  });

  it('leaves the same state and answer when repeated, whether promoted or not', async () => {
    const promote = new PromoteChallenger(store, now);
    for (const [id, gates] of [
      ['r1', PASSED],
      ['r2', FAILED],
    ] as const) {
      const { judged, ...first } = await run(id, 'lightgbm', gates);
      const state = structuredClone(store.state);
      expect(await promote.execute(judged)).toEqual(first);
      expect(store.state).toEqual(state);
    }
  });

  it('refuses a verdict against a champion that has changed since', async () => {
    await run('r1', 'lightgbm', PASSED);
    const registered = await new RegisterModels(store, now).execute(task('r2'), inputs(BEST.gru));
    await run('r3', 'xgboost', PASSED);
    const late = await new PromoteChallenger(store, now).execute({ ...registered, gates: PASSED });
    expect(late).toMatchObject({
      promoted: false,
      reason:
        'not promoted: the champion is cloud_optimizer_xgboost version 3 now, it was judged against cloud_optimizer_lightgbm version 1',
    });
    expect(holder('champion')).toEqual(['cloud_optimizer_xgboost/3']);
  });

  it('does not bring a version back that was rolled back, when its task is repeated', async () => {
    await run('r1', 'lightgbm', PASSED);
    const { judged } = await run('r2', 'gru', PASSED);
    await rollBack('cloud_optimizer_gru', '2');
    await new PromoteChallenger(store, now).execute(judged);
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
  });
});

describe('a champion whose live error breaks its bound', () => {
  it('gives way to the champion before it, of another model too, with figures and alert', async () => {
    await run('r1', 'lightgbm', PASSED);
    await run('r2', 'gru', PASSED);
    expect(await rollBack('cloud_optimizer_gru', '2')).toMatchObject({ version: 1 });
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
    const figures =
      'live error 1.840 × persistence over 60 predictions of 24 h is over its bound of 1.130 (confidence 99.0 %)';
    expect(store.state.history.findLast(({ version }) => version === 1)?.reason).toBe(
      `rolled back from version 2 of cloud_optimizer_gru: ${figures}`,
    );
    expect([...store.state.alerts.values()]).toMatchObject([
      {
        rule: 'models.live-error',
        severity: 'critical',
        message: `cloud_optimizer_gru version 2: ${figures}; rolled back to cloud_optimizer_lightgbm version 1`,
      },
    ]);
  });

  it('is passed over when it is champion no more: told twice, there is one rollback', async () => {
    await run('r1', 'lightgbm', PASSED);
    await run('r2', 'gru', PASSED);
    await rollBack('cloud_optimizer_gru', '2');
    const state = structuredClone(store.state);
    expect(await rollBack('cloud_optimizer_gru', '2')).toBeNull();
    expect(store.state).toEqual(state);
  });

  it('never oscillates: each goes one further back, and the first one stays, with an alert alone', async () => {
    await run('r1', 'lightgbm', PASSED);
    await run('r2', 'gru', PASSED);
    await run('r3', 'xgboost', PASSED);
    await rollBack('cloud_optimizer_xgboost', '3');
    expect(holder('champion')).toEqual(['cloud_optimizer_gru/2']);
    await rollBack('cloud_optimizer_gru', '2');
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
    expect(await rollBack('cloud_optimizer_lightgbm', '1')).toBeNull();
    expect(holder('champion')).toEqual(['cloud_optimizer_lightgbm/1']);
    expect([...store.state.alerts.values()].at(-1)?.message).toMatch(/no champion before it/);
  });
});
