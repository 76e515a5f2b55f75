import { HeadroomError } from '@headroom/contracts';
import type { Arrivals } from '../domain/arrivals.ts';
import type { RawStore, SourceProgress } from '../domain/raw-store.ts';

export interface WaitForRows {
  readonly source: string;
  readonly rows: number;
  /** Given up when nothing has come in for so long. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until so many rows of a source have arrived, accepted or refused; woken by arrivals, it does not poll.
 * @returns how far they have come in
 * @throws TASK_FAILED when none has arrived for `patienceMs`: a later try may find them
 */
export async function waitForRows(
  store: Pick<RawStore, 'progress'>,
  arrivals: Arrivals,
  { source, rows, patienceMs, signal }: WaitForRows,
): Promise<SourceProgress | null> {
  let wake: () => void = () => undefined;
  const unsubscribe = arrivals.subscribe((changed) => {
    if (changed === null || changed === source) wake();
  });
  try {
    let most = -1;
    let patience = AbortSignal.timeout(patienceMs);
    for (;;) {
      const isLast = patience.aborted;
      // Before reading, so that what arrives while we read wakes us too.
      const news = new Promise<void>((resolve) => (wake = resolve));
      const progress = await store.progress(source);
      const arrived = (progress?.rows ?? 0) + (progress?.refused ?? 0);
      if (arrived >= rows) return progress;
      if (arrived > most) {
        most = arrived;
        patience = AbortSignal.timeout(patienceMs);
      } else if (isLast) {
        throw tooFew(source, rows, progress, patienceMs);
      }
      await Promise.race([news, aborted(AbortSignal.any([signal, patience]))]);
      signal.throwIfAborted();
    }
  } finally {
    unsubscribe();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

function tooFew(
  source: string,
  rows: number,
  progress: SourceProgress | null,
  patienceMs: number,
): HeadroomError {
  const { rows: accepted, refused } = progress ?? { rows: 0, refused: 0 };
  return new HeadroomError(
    'TASK_FAILED',
    `dataset.rows says ${rows} rows of ${source}, but ${accepted + refused} have arrived (${refused} of them refused here) ` +
      `and none in the last ${patienceMs / 1000} s; look at the lag of groups validation and features and for the ` +
      'others in workload.rejected.v1, then run the task again',
    { details: { source, expected: rows, accepted, refused } },
  );
}
