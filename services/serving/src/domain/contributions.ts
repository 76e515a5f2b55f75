import type { Contributions } from '@headroom/contracts';
import type { Explanation } from './serving-model.ts';

/** @param top how many contributions are listed, the greatest first */
export function topContributions(
  { base, inputs, contributions, values }: Explanation,
  top: number,
): Contributions {
  const all = inputs
    .map((feature, i) => {
      const value = values[i] ?? NaN;
      return {
        feature,
        value: Number.isNaN(value) ? null : value,
        contribution: contributions[i] ?? 0,
      };
    })
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const other = all.slice(top).reduce((sum, { contribution }) => sum + contribution, 0);
  return { base, contributions: all.slice(0, top), other };
}
