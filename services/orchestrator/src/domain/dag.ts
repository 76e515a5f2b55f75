import { HeadroomError } from '@headroom/contracts';
import type { z } from 'zod';
import type { JsonObject, TaskError } from './run.ts';

/** Services that take commands, each on `pipeline.commands.<service>.v1`. */
export type CommandService =
  'generation' | 'validation' | 'features' | 'training' | 'registry' | 'drift';

/** XComs of the tasks before: the outputs of a task, by map index (one entry if it is not mapped). */
export type Xcoms = (taskId: string) => readonly JsonObject[];

/** A mapped or single instance that failed for good. */
export interface Failure {
  readonly item: string | null;
  readonly error: TaskError;
}

/** Airflow's names. `all_done_min_one_success`: all are done, whatever became of them, and one at least succeeded. */
export type TriggerRule = 'all_success' | 'all_done_min_one_success';

export interface TaskContext {
  readonly conf: JsonObject;
  readonly xcoms: Xcoms;
  /** Instances of a task that failed, in the order of map_index. */
  readonly failures: (taskId: string) => readonly Failure[];
  /** The item that this instance is mapped to; null if the task is not mapped. */
  readonly item: string | null;
}

/** One task of a DAG. It starts when its upstream instances are as its trigger rule wants them. */
export interface Task {
  readonly id: string;
  readonly upstream: readonly string[];
  /** all_success unless told. */
  readonly triggerRule?: TriggerRule;
  /** The run's conf leaves this instance out. */
  isSkipped?(conf: JsonObject, item: string | null): boolean;
  /** One instance per item, map_index 0…n−1. */
  readonly mappedOver?: readonly string[];
  /** Tries after the first one: Airflow's max_tries. */
  readonly retries: number;
  readonly retryDelayMs: number;
  /** A try fails when its service has said nothing for so long. */
  readonly silenceMs: number;
  service(conf: JsonObject): CommandService;
  inputs(context: TaskContext): JsonObject;
  /** A success with other outputs is a failure: nothing downstream could read it. */
  readonly outputs: z.ZodType<JsonObject>;
  /** The run's as_of, from the outputs of the task that knows the data. */
  asOf?(outputs: JsonObject): number;
}

export interface Dag {
  readonly id: string;
  readonly version: string;
  readonly description: string;
  /** Every task stands after its upstream tasks. */
  readonly tasks: readonly Task[];
  /** What a trigger may set. Every DAG takes `as_of`: the run's event "now", epoch ms. */
  readonly conf: z.ZodType<JsonObject & { readonly as_of?: number | null | undefined }>;
  /** Settles at its start what the run's conf leaves open. `first`: no run of this DAG succeeded yet. */
  startConf(conf: JsonObject, first: boolean): JsonObject;
}

/** Checks ids, edges and order once, so that the state machine may rely on them. */
export function defineDag(dag: Dag): Dag {
  const seen = new Set<string>();
  for (const task of dag.tasks) {
    const unknown = task.upstream.find((id) => !seen.has(id));
    if (unknown !== undefined)
      throw new HeadroomError(
        'INVALID_CONFIG',
        `task ${task.id} of ${dag.id}: upstream ${unknown} is not a task listed before it; list tasks in running order`,
      );
    if (seen.has(task.id))
      throw new HeadroomError('INVALID_CONFIG', `task ${task.id} of ${dag.id} is defined twice`);
    if (task.mappedOver?.length === 0)
      throw new HeadroomError(
        'INVALID_CONFIG',
        `task ${task.id} of ${dag.id} is mapped over nothing; give it an item or drop the task`,
      );
    seen.add(task.id);
  }
  return dag;
}
