import { HOUR_MS, onlineLayout, ServiceSeries } from '@headroom/feature-engine';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { toRawRecord, toWorkloadRecord } from '../domain/to-raw-record.ts';
import { T0, validated } from '../testing/validated-log.ts';
import { computeVectors, type Cause } from './compute-vectors.ts';
import { incompleteBuckets } from './incomplete-buckets.ts';

const cause = (offset: number, hour: number, cpu: number | null): Cause => {
  const record = validated({ timestamp: T0 + hour * HOUR_MS, cpu_utilization: cpu });
  const arrival = { partition: 0, offset };
  return {
    message: {
      topic: 't',
      ...arrival,
      key: null,
      keyBytes: null,
      value: null,
      headers: {},
      ingestedAt: 0,
      event: { id: '', source: '', type: '', specversion: '1.0' },
      trace: ROOT_CONTEXT,
    },
    raw: toRawRecord(record, arrival, false, 0),
    newest: record.timestamp,
  };
};

/** How many the second batch finds, after the first. */
function found(first: readonly Cause[], second: readonly Cause[]): number {
  const series = new ServiceSeries(HOUR_MS, {
    records: first.map(({ raw }) => toWorkloadRecord(raw)),
  });
  const before = series.newest;
  const vectors = computeVectors(series, second, onlineLayout(HOUR_MS));
  return incompleteBuckets(before, vectors, series, HOUR_MS);
}

it.each([
  ['the first bucket of a service', [], [cause(1, 1, null)], 0],
  ['a bucket without cpu that is still the newest', [cause(1, 1, 0.1)], [cause(2, 2, null)], 0],
  ['one that the next leaves behind', [cause(1, 1, null)], [cause(2, 2, 0.2)], 1],
  ['one that a later one leaves behind', [cause(1, 1, null)], [cause(2, 5, 0.2)], 1],
  ['one that has its cpu', [cause(1, 1, 0.1)], [cause(2, 2, null)], 0],
  [
    'a record of a bucket that was there',
    [cause(1, 1, null), cause(2, 2, 0.2)],
    [cause(3, 2, null)],
    0,
  ],
  ['two of a batch', [cause(1, 1, null)], [cause(2, 2, null), cause(3, 3, 0.1)], 2],
  [
    'one that gets its cpu when it is left',
    [cause(1, 1, null)],
    [cause(2, 1, 0.3), cause(3, 2, 0.1)],
    0,
  ],
])('%s', (_, first, second, expected) => {
  expect(found(first, second)).toBe(expected);
});
