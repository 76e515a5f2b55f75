import { z } from 'zod';
import type { Dag } from '../../domain/dag.ts';
import type { DagState } from '../../domain/ports.ts';
import type { Schedule } from '../../domain/schedule.ts';

export const DagView = z.object({
  dag_id: z.string(),
  description: z.string(),
  version: z.string(),
  is_paused: z.boolean(),
  /** When it runs by itself next; null without a schedule. */
  next_run_at: z.iso.datetime().nullable(),
  tasks: z.array(
    z.object({
      task_id: z.string(),
      upstream: z.array(z.string()),
      /** Items it is mapped over, in the order of map_index; null if it is not mapped. */
      mapped_over: z.array(z.string()).nullable(),
      retries: z.int(),
    }),
  ),
});

export function dagView(
  dag: Dag,
  state: DagState,
  schedule: Schedule | undefined,
  now: number,
): z.infer<typeof DagView> {
  const next = schedule?.next(now) ?? null;
  return {
    dag_id: dag.id,
    description: dag.description,
    version: dag.version,
    is_paused: state.paused,
    next_run_at: next === null ? null : new Date(next).toISOString(),
    tasks: dag.tasks.map((task) => ({
      task_id: task.id,
      upstream: [...task.upstream],
      mapped_over: task.mappedOver === undefined ? null : [...task.mappedOver],
      retries: task.retries,
    })),
  };
}
