import type { Cuts } from './cut-points.ts';

export type Split = 'train' | 'validation' | 'test';

/** A row's target looks this far past its t. */
const HORIZON_MS = 3_600_000;

/** The part that a row at t (epoch ms) belongs to; null in the hour up to a cut, whose targets reach past it, and after the end. */
export function splitOf(t: number, cuts: Cuts): Split | null {
  if (t > cuts.end) return null;
  if (t > cuts.test) return 'test';
  if (t > cuts.test - HORIZON_MS) return null;
  if (t > cuts.validation) return 'validation';
  if (t > cuts.validation - HORIZON_MS) return null;
  return 'train';
}
