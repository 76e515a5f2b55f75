import { doesNotExist, invalidParameter } from '../../../domain/mlflow-error.ts';
import type { Int64 } from '../../../domain/int64.ts';
import type { LifecycleStage } from '../../../domain/tracking/view.ts';

/** @throws what a write to this run is answered with, unless it is active */
export function requireActive(
  runId: string,
  stage: LifecycleStage | undefined,
): asserts stage is 'active' {
  if (stage === 'active') return;
  throw stage === undefined
    ? doesNotExist(`Run with id=${runId} not found`)
    : invalidParameter(
        `The run ${runId} must be in the 'active' state. Current state is ${stage}.`,
      );
}

/** A bigint parameter; one beyond 2^53 is written with all its digits. */
export const int8 = (value: Int64): string | number =>
  typeof value === 'bigint' ? value.toString() : value;
