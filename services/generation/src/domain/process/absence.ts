import type { RandomStream } from '../random/random-stream.ts';
import { SIZES } from '../sizes.ts';

/** Absent buckets still to come in the gap that runs. */
export interface GapState {
  readonly left: number;
}

/**
 * Chance that a bucket outside a gap begins one, so that gaps of mean length m take the share s of time:
 * p·m / (p·m + 1 − p) = s.
 */
const GAP_CHANCE = ((): number => {
  const { shortest, longest, shareOfTime: s } = SIZES.gap;
  const mean = (shortest + longest) / 2;
  return s / (mean * (1 - s) + s);
})();

export const stepGap = (
  before: GapState,
  draw: RandomStream,
): { state: GapState; absent: boolean } => {
  if (before.left > 0) return { state: { left: before.left - 1 }, absent: true };
  if (draw.uniform() >= GAP_CHANCE) return { state: { left: 0 }, absent: false };
  const length = draw.integer(SIZES.gap.shortest, SIZES.gap.longest);
  return { state: { left: length - 1 }, absent: true };
};
