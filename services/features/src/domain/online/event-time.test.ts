import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventTimeText, parseEventTime } from './event-time.ts';

it('reads the times it writes, to the microsecond', () => {
  const micros = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(micros, (time) => {
      expect(parseEventTime(eventTimeText(time))).toEqual({ micros: time, hasZone: true });
    }),
  );
});

it.each([
  ['2026-11-23T13:00:00', 1_795_438_800_000_000, false],
  ['2026-11-23 13:00:00+00:00', 1_795_438_800_000_000, true],
  ['2026-11-23T14:00:00+0100', 1_795_438_800_000_000, true],
  ['2026-11-23T13:00:00.123456789Z', 1_795_438_800_123_456, true],
  ['2026-11-23', 1_795_392_000_000_000, false],
])('reads %s', (text, micros, hasZone) => {
  expect(parseEventTime(text)).toEqual({ micros, hasZone });
});

it.each(['', 'nonsense', '2026-13-01', '2026-11-23T25:00:00Z', '1795438800'])(
  'refuses %j',
  (text) => {
    expect(parseEventTime(text)).toBeNull();
  },
);

it.each([
  [1_795_438_800_000_000, '2026-11-23T13:00:00Z'],
  [1_795_438_800_120_000, '2026-11-23T13:00:00.120Z'],
  [1_795_438_800_123_456, '2026-11-23T13:00:00.123456Z'],
])('writes %i as %s', (micros, text) => {
  expect(eventTimeText(micros)).toBe(text);
});
