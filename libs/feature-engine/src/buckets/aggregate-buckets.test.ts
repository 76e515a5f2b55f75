import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricShort, ScalingEvent, WorkloadRecord } from '../index.ts';
import { aggregateBuckets, METRIC_COUNT, METRIC_INDEX, MINUTE_MS } from '../index.ts';

const C = 5 * MINUTE_MS;
const T = Date.UTC(2025, 5, 1, 12);

let arrivals = 0;
const record = (
  timestamp: number,
  values: Partial<Record<MetricShort, number>>,
  rest: { scalingEvent?: ScalingEvent; clusterId?: string } = {},
): WorkloadRecord => {
  const metrics = new Float64Array(METRIC_COUNT).fill(NaN);
  for (const short of Object.keys(METRIC_INDEX) as MetricShort[]) {
    metrics[METRIC_INDEX[short]] = values[short] ?? NaN;
  }
  return {
    timestamp,
    arrivalSeq: arrivals++,
    metrics,
    scalingEvent: 'none',
    clusterId: 'a',
    ...rest,
  };
};
const cell = (records: WorkloadRecord[], short: MetricShort): number[] => [
  ...(aggregateBuckets(records, C).metrics[METRIC_INDEX[short]] ?? []),
];

describe('aggregateBuckets', () => {
  it('averages the values a metric has, and leaves out absent buckets', () => {
    const records = [
      record(T + 1, { cpu: 0.2, mem: 0.5 }),
      record(T + 2, { cpu: 0.4 }),
      record(T + 3, { net: 7 }),
      record(T + 3 * C, { cpu: 0.9 }),
    ];
    expect([...aggregateBuckets(records, C).ends]).toEqual([T + C, T + 3 * C]);
    expect(cell(records, 'cpu')).toEqual([(0.2 + 0.4) / 2, 0.9]);
    expect(cell(records, 'mem')).toEqual([0.5, NaN]);
  });

  it('takes the last instance count by event time, whatever arrived last', () => {
    const late = record(T + 3, { inst: 5 });
    expect(cell([late, record(T + 2, { inst: 4 }), record(T + 4, {})], 'inst')).toEqual([5]);
  });

  it('lets a later arrival replace a metric of the same timestamp, but never with nothing', () => {
    const records = [
      record(T + 1, { cpu: 0.1 }),
      record(T + 2, { cpu: 0.5, mem: 0.6 }),
      record(T + 2, { cpu: 0.3 }),
    ];
    expect(cell(records, 'cpu')).toEqual([(0.1 + 0.3) / 2]);
    expect(cell(records, 'mem')).toEqual([0.6]);
  });

  it('takes any scaling event, the cluster of the last record and the highest arrival', () => {
    const last = record(T + 9, {}, { clusterId: 'b' });
    const scaled = record(T + 8, {}, { scalingEvent: 'scale_up' });
    const first = record(T + 7, {}, { clusterId: 'c' });
    const buckets = aggregateBuckets([last, scaled, first], C);
    expect(buckets.scalingEvents).toEqual(['scale_up']);
    expect(buckets.clusterIds).toEqual(['b']);
    expect([...buckets.arrivalSeqs]).toEqual([first.arrivalSeq]);
  });

  it('does not depend on the order in which the records are given', () => {
    const some = fc.record({ offset: fc.nat(3 * C), cpu: fc.constantFrom(NaN, 0.1, 0.2, 0.7) });
    fc.assert(
      fc.property(fc.array(some), fc.integer(), (drafts, seed) => {
        const records = drafts.map((draft) => record(T + draft.offset, { cpu: draft.cpu }));
        const order = (r: WorkloadRecord): number => Math.sin(r.arrivalSeq * 7919 + seed);
        const shuffled = records.toSorted((a, b) => order(a) - order(b));
        expect(aggregateBuckets(shuffled, C)).toEqual(aggregateBuckets(records, C));
      }),
    );
  });
});
