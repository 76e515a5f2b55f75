import type { Int64 } from '../int64.ts';
import { invalidParameter } from '../mlflow-error.ts';

export type LifecycleStage = 'active' | 'deleted';
export const VIEW_TYPES = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const;
export type ViewType = (typeof VIEW_TYPES)[number];

export const stagesOf = (view: ViewType | undefined): LifecycleStage[] =>
  view === 'ALL' ? ['active', 'deleted'] : view === 'DELETED_ONLY' ? ['deleted'] : ['active'];

const MOST = 50_000;

/** @throws INVALID_PARAMETER_VALUE */
export function checkMaxResults(count: Int64): void {
  if (count < 1 || count > MOST) {
    const bound = count < 1 ? 'a positive integer' : `at most ${MOST}`;
    throw invalidParameter(
      `Invalid value ${count} for parameter 'max_results' supplied. It must be ${bound}`,
    );
  }
}
