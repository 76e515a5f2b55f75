import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutsOf, splitRows } from './split-rows.ts';

const HOUR = 3_600_000;
const hours = (service: string, n: number) =>
  Array.from({ length: n }, (_, i) => ({ service, cluster: 'c', time: (i + 1) * HOUR }));
const table = (rows: readonly { service: string; cluster: string; time: number }[]) => ({
  services: rows.map((row) => row.service),
  clusters: rows.map((row) => row.cluster),
  times: Float64Array.from(rows, (row) => row.time),
});

describe('splitRows', () => {
  it('cuts at 70 % and 85 % of the time, and leaves out the hour before each', () => {
    const rows = table(hours('a', 104));
    const { train, validation, test } = splitRows(rows, cutsOf(rows));
    expect([train.length, validation.length, test.length]).toEqual([72, 14, 16]);
  });

  it('does not depend on the order of the rows', () => {
    const all = [...hours('a', 40), ...hours('b', 30)];
    const expected = cutsOf(table(all));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (rows) => {
        expect(new Map(cutsOf(table(rows)))).toEqual(new Map(expected));
      }),
    );
  });

  it("takes the cluster that a service is in now, so that it shares that one's cuts", () => {
    const moved = hours('b', 98).map((row, i) => ({ ...row, cluster: i < 50 ? 'old' : 'c' }));
    const cuts = cutsOf(table([...hours('a', 100), ...moved]));
    expect(cuts.get('b')).toEqual(cuts.get('a'));
  });

  it('leaves out services without cuts', () => {
    const rows = table(hours('a', 10));
    expect(splitRows(rows, new Map())).toEqual({ train: [], validation: [], test: [] });
  });
});
