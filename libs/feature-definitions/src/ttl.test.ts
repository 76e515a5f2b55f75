import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Definitions, ttlMs, ttlOf } from './index.ts';

const HOUR = 3_600_000;

it.each([
  [null, Infinity],
  ['250ms', 250],
  ['90s', 90_000],
  ['15m', HOUR / 4],
  ['7d', 7 * 24 * HOUR],
  ['3C', 3 * HOUR],
] as const)('%s is %d ms at a cadence of an hour', (ttl, ms) => {
  expect(ttlMs(ttl, HOUR)).toBe(ms);
});

it('is told in its largest whole unit, and read again', () => {
  expect([0, 1_500, 90_000, 2 * HOUR, 48 * HOUR].map(ttlOf)).toEqual([
    null,
    '1500ms',
    '90s',
    '2h',
    '2d',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 24 * HOUR }), (ms) => {
      expect(ttlMs(ttlOf(ms), HOUR)).toBe(ms);
    }),
  );
});

it('is refused in other words', () => {
  const view = { name: 'v', entities: [], source: 's', schema: { a: 'bool' }, ttl: '1 day' };
  expect(() => Definitions.parse({ feature_views: [view] })).toThrow(/a ttl is a number and/);
});
