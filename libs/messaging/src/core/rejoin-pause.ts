import type { RetryPolicy } from '../port.ts';
import { backoffMs } from './retry.ts';

/**
 * How long to wait before joining a group again. Joining alone proves nothing (what crashed the last membership may lie
 * next in the log), so only one that outlasted the longest wait lets the next begin at the shortest.
 */
export class RejoinPause {
  readonly #policy: RetryPolicy;
  #failures = 0;

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  /** @param lastedMs from the beginning of the membership that has crashed */
  next(lastedMs: number): number {
    this.#failures = lastedMs > 2 * this.#policy.maxMs ? 1 : this.#failures + 1;
    return backoffMs(this.#policy, this.#failures);
  }
}
