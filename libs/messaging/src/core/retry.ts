import type { RetryPolicy } from '../port.ts';

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, baseMs: 50, maxMs: 5_000 };

/** Exponential back-off before the next try; `attempt` is how many have failed so far (≥ 1). */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.maxMs, policy.baseMs * 2 ** Math.min(attempt - 1, 30));
}
