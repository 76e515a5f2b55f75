import type { Dag } from '../domain/dag.ts';
import { step } from '../domain/machine/step.ts';
import type { DagState, RunTransaction } from '../domain/ports.ts';

/** Starts the oldest waiting run, if the DAG is neither paused nor busy. The caller holds the DAG's lock. */
export async function startNextRun(
  tx: RunTransaction,
  dag: Dag,
  state: DagState,
  now: number,
): Promise<void> {
  if (state.paused || (await tx.hasRun(dag.id, { state: 'running' }))) return;
  const [next] = await tx.waitingRuns(dag.id);
  const before = next === undefined ? null : await tx.lockRun(dag.id, next.runId);
  if (before === null) return;
  const first = !(await tx.hasRun(dag.id, { state: 'success' }));
  const started = step(dag, before, { kind: 'start', first }, { now, paused: false });
  await tx.saveStep(before, started);
}
