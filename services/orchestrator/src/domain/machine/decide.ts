import type { TriggerRule } from '../dag.ts';
import type { TaskInstance } from '../run.ts';
import { isFinished, type TaskState } from '../task-state.ts';

export interface Circumstances {
  readonly upstream: readonly TaskInstance[];
  readonly rule: TriggerRule;
  /** The run's conf leaves the instance out. */
  readonly isSkipped: boolean;
}

/** What its upstream makes of a task of which nothing is decided yet. */
export function decide(task: TaskInstance, circumstances: Circumstances): TaskInstance {
  if (task.state !== 'none') return task;
  const { upstream, rule, isSkipped } = circumstances;
  const ready = RULES[rule](upstream.map(({ state }) => state));
  const state = ready === 'scheduled' && isSkipped ? 'skipped' : ready;
  return state === 'none' ? task : { ...task, state };
}

type Decided = 'none' | 'scheduled' | 'skipped' | 'upstream_failed';

const isFailed = (state: TaskState): boolean => state === 'failed' || state === 'upstream_failed';

const RULES: Readonly<Record<TriggerRule, (upstream: readonly TaskState[]) => Decided>> = {
  /** One failed upstream instance is enough to give up before the others end. */
  all_success: (upstream) => {
    if (upstream.some(isFailed)) return 'upstream_failed';
    if (upstream.includes('skipped')) return upstream.every(isFinished) ? 'skipped' : 'none';
    return upstream.every((state) => state === 'success') ? 'scheduled' : 'none';
  },
  all_done_min_one_success: (upstream) => {
    if (!upstream.every(isFinished)) return 'none';
    if (upstream.includes('success') || upstream.length === 0) return 'scheduled';
    return upstream.some(isFailed) ? 'upstream_failed' : 'skipped';
  },
};
