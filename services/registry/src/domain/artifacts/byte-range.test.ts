import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf } from './byte-range.ts';

const partsOf = (header: string, bytes: number): number[] => {
  const asked = rangesOf(header, bytes);
  if (asked.kind !== 'parts') throw new Error(`${header} of ${bytes}: ${asked.kind}`);
  return asked.ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, i) => start + i),
  );
};

describe('a Range header', () => {
  it('asks for every byte that one of its ranges names, once, in order', () => {
    const bytes = 50;
    const place = fc.nat(bytes - 1);
    const range = fc.oneof(
      fc.tuple(place, fc.nat(2 * bytes)).map(([from, more]) => ({
        text: `${from}-${from + more}`,
        holds: (i: number) => i >= from && i <= from + more,
      })),
      place.map((from) => ({ text: `${from}-`, holds: (i: number) => i >= from })),
      fc.integer({ min: 1, max: 2 * bytes }).map((last) => ({
        text: `-${last}`,
        holds: (i: number) => i >= bytes - last,
      })),
    );
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
        const header = `bytes=${ranges.map(({ text }) => text).join(', ')}`;
        const named = Array.from({ length: bytes }, (_, i) => i).filter((i) =>
          ranges.some(({ holds }) => holds(i)),
        );
        expect(partsOf(header, bytes)).toEqual(named);
      }),
    );
  });

  it.each([
    ['bytes=0-9,200-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-3,1-2', 'malformed'],
    ['bytes=,', 'malformed'],
    ['lines=1-2', 'malformed'],
    ['bytes=0-9,abc', 'parts'],
    [`bytes=${'0-0,'.repeat(100)}`, 'whole'],
    [undefined, 'whole'],
  ])('%s is %s', (header, kind) => {
    expect(rangesOf(header, 100).kind).toBe(kind);
  });
});
