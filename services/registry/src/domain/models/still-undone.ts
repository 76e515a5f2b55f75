import type { PastHolder } from '../model.ts';

/**
 * Holders of an alias from the newest back, without the present one and without those that a rollback left: after 1, 2, 3
 * and a rollback to 2, the next one goes to 1, not to 3 again.
 */
export function stillUndone(newestFirst: readonly PastHolder[]): PastHolder[] {
  const stack: PastHolder[] = [];
  for (const holder of newestFirst.toReversed()) {
    const known = holder.isRollback
      ? stack.findLastIndex((h) => h.name === holder.name && h.version === holder.version)
      : -1;
    if (known < 0) stack.push(holder);
    else stack.length = known + 1;
  }
  return stack.toReversed().slice(1);
}
