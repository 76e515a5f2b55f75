import type { TaskState } from '@headroom/embedded';
import { z } from 'zod';
import { call } from './http.ts';
import type { System } from './system.ts';

export const RUNS_PATH = 'api/v1/dags/ml_cloud_optimizer_pipeline/runs';

export interface RunRequest {
  readonly runId: string;
  readonly conf: Readonly<Record<string, unknown>>;
  /** Told of every change of a task, and of all of them again when the orchestrator comes back from a crash. */
  readonly changed?: (task: TaskState) => void;
}

/** Runs the pipeline to its end; throws with what failed. */
export async function runPipeline(
  { services, orchestrator }: System,
  { runId, conf, changed }: RunRequest,
): Promise<void> {
  const url = `${services.url('orchestrator')}/${RUNS_PATH}`;
  await call(url, z.unknown(), { body: { run_id: runId, conf } });
  const last = new Map<string, TaskState>();
  const state = await orchestrator.follow(runId, (task) => {
    last.set(`${task.task_id} ${task.map_index}`, task);
    changed?.(task);
  });
  if (state === 'success') return;
  const reasons = [...last].flatMap(([name, { error }]) =>
    error === null ? [] : [`${name}: ${error.code}: ${error.message}`],
  );
  throw new Error(`run ${runId} ${state}\n${reasons.join('\n')}`);
}
