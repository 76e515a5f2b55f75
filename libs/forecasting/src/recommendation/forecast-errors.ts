import type { ErrorLevel } from './scaling-state.ts';

/** Hours of memory. */
const SLOW = 72;
const FAST = 4;
/** Weight of the error that is supposed before any was seen, in buckets of an hour. */
const SUPPOSED = 20;
/** An expectation that was right to the last digit for a while is no proof of certainty. */
const LEAST_SCALE = 0.02;
/** Errors before which a service's scale is a guess. */
const LEAST_COUNT = 20;

export function learnErrors(errors: ErrorLevel, error: number, bucketsPerHour: number): ErrorLevel {
  const size = Math.abs(error);
  const { slow, fast, count } = errors;
  return {
    count: count + 1,
    slow: slow + (size - slow) / (Math.min(count + SUPPOSED, SLOW) * bucketsPerHour),
    fast: fast + (size - fast) / (FAST * bucketsPerHour),
  };
}

export const scaleOf = ({ slow }: ErrorLevel): number => Math.max(LEAST_SCALE, slow);

/** Whether enough errors were seen, and the last hours' were not far over what is usual. */
export const isTrusted = (errors: ErrorLevel, trustLimit: number): boolean =>
  errors.count >= LEAST_COUNT && errors.fast <= trustLimit * scaleOf(errors);
