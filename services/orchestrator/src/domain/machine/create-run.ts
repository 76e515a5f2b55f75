import type { Dag } from '../dag.ts';
import type { Run, RunSnapshot, TaskInstance } from '../run.ts';

/** A queued run with all its task instances; mapped tasks are expanded at once, their lists are the DAG's own. */
export function createRun(
  dag: Dag,
  request: Omit<Run, 'dagId' | 'dagVersion' | 'state' | 'startedAt' | 'endedAt' | 'revision'>,
): RunSnapshot {
  const run: Run = {
    ...request,
    dagId: dag.id,
    dagVersion: dag.version,
    state: 'queued',
    startedAt: null,
    endedAt: null,
    revision: 0,
  };
  const tasks = dag.tasks.flatMap((spec) => {
    const indexes = spec.mappedOver?.map((_, index) => index) ?? [-1];
    return indexes.map((mapIndex): TaskInstance => ({
      taskId: spec.id,
      mapIndex,
      state: 'none',
      tryNumber: 0,
      maxTries: spec.retries,
      dueAt: null,
      outputs: null,
      tries: [],
    }));
  });
  return { run, tasks };
}
