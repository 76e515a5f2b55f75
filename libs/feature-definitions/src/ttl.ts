import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const PATTERN = /^(\d+)(ms|s|m|h|d|C)$/;

/** How long a value is good: `90s`, `15m`, `6h`, `7d`, or a multiple of the stack's cadence, `3C`. Null: for good. */
export const Ttl = z
  .string()
  .regex(PATTERN, 'a ttl is a number and ms, s, m, h, d or C (cadences): 90s, 7d, 3C; null is none')
  .nullable();
export type Ttl = z.output<typeof Ttl>;

/** Infinity for a ttl of null. */
export function ttlMs(ttl: Ttl, cadenceMs: number): number {
  if (ttl === null) return Infinity;
  const [, count, unit] = PATTERN.exec(ttl) ?? [];
  return Number(count) * (unit === 'C' ? cadenceMs : UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/** A length of time in its largest whole unit; null for 0 ms, which says that there is none. */
export function ttlOf(ms: number): Ttl {
  if (ms === 0) return null;
  const units = Object.entries(UNIT_MS).toReversed();
  const [unit, length] = units.find(([, unitMs]) => ms % unitMs === 0) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}
