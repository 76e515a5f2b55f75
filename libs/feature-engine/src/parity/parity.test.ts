import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesHistory, StreamVector, WorkloadRecord } from '../index.ts';
import {
  aggregateBuckets,
  BatchEngine,
  FeatureMatrix,
  historyStart,
  LateRule,
  onlineLayout,
  packVector,
  ServiceSeries,
  VECTOR_VIEWS,
} from '../index.ts';
import type { Log } from './log-arbitrary.ts';
import { logArbitrary } from './log-arbitrary.ts';

/** Long enough for any machine: these logs are many. */
const LIMIT_MS = 120_000;

/** A vector and its revision as bytes: NaN and −0 too must be the same. */
const bits = (values: ArrayLike<number>, revision: number): string =>
  Buffer.from(Float64Array.of(...Array.from(values), revision).buffer).toString('base64');

const streamBits = (vector: StreamVector): string => bits(vector.values, vector.revision);

/** The records that are not late, decided over the whole log at once. */
function inTime(log: readonly WorkloadRecord[], cadenceMs: number): WorkloadRecord[] {
  const rule = new LateRule(cadenceMs);
  return log.filter((record) => !rule.isLate(record.timestamp));
}

function batchBits(log: readonly WorkloadRecord[], cadenceMs: number): Map<number, string> {
  const buckets = aggregateBuckets(inTime(log, cadenceMs), cadenceMs);
  const matrix = new FeatureMatrix(buckets.ends.length);
  const rows = new BatchEngine(cadenceMs).append(buckets, matrix);
  return new Map(
    [...rows.ends].map((end, i) => [
      end,
      bits(
        rows.columns.map((column) => column[i] ?? NaN),
        rows.revisions[i] ?? NaN,
      ),
    ]),
  );
}

/** Streams a log; `renew` may put another series in the place of the one that has taken the first `taken` records. */
function* stream(
  { cadenceMs, batches }: Log,
  renew?: (series: ServiceSeries, taken: readonly WorkloadRecord[]) => ServiceSeries,
): Generator<{ taken: readonly WorkloadRecord[]; vectors: StreamVector[] }> {
  let series = new ServiceSeries(cadenceMs);
  const taken: WorkloadRecord[] = [];
  for (const batch of batches) {
    const late = series.lateFlags(batch);
    const vectors = series.apply(batch.filter((_, i) => !late[i]));
    taken.push(...batch);
    yield { taken, vectors };
    if (renew) series = renew(series, taken);
  }
}

describe('batch and stream', () => {
  it(
    'hold the same bits after every batch of any log',
    () => {
      fc.assert(
        fc.property(logArbitrary(120), (log) => {
          const online = new Map<number, string>();
          for (const { taken, vectors } of stream(log)) {
            for (const vector of vectors) online.set(vector.end, streamBits(vector));
            const expected = batchBits(taken, log.cadenceMs);
            expect([...online].toSorted(([a], [b]) => a - b)).toEqual([...expected]);
          }
        }),
        { numRuns: 80 },
      );
    },
    LIMIT_MS,
  );

  it(
    'hold the same bits at the end of long logs',
    () => {
      fc.assert(
        fc.property(logArbitrary(1200), (log) => {
          const online = new Map<number, string>();
          for (const { vectors } of stream(log)) {
            for (const vector of vectors) online.set(vector.end, streamBits(vector));
          }
          const expected = batchBits(log.batches.flat(), log.cadenceMs);
          expect([...online].toSorted(([a], [b]) => a - b)).toEqual([...expected]);
        }),
        { numRuns: 30, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );
});

describe('a stream of some views', () => {
  it(
    'holds the same bits as one of all in what it computes, at the same revisions',
    () => {
      const views = fc
        .subarray(VECTOR_VIEWS.filter((name) => name !== 'workload_features'))
        .map((some) => ['workload_features', ...some] as const);
      fc.assert(
        fc.property(logArbitrary(150), views, (log, some) => {
          const layout = onlineLayout(log.cadenceMs, some);
          const packedBits = ({ values, revision }: StreamVector): string =>
            bits(packVector(layout, values), revision);
          const light = new ServiceSeries(log.cadenceMs, undefined, layout.views);
          const all = new ServiceSeries(log.cadenceMs);
          for (const batch of log.batches) {
            const late = all.lateFlags(batch);
            const inTime = batch.filter((_, i) => !late[i]);
            expect(light.apply(inTime).map(packedBits)).toEqual(all.apply(inTime).map(packedBits));
          }
        }),
        { numRuns: 60 },
      );
    },
    LIMIT_MS,
  );
});

describe('stream', () => {
  it(
    'emits each changed bucket once a batch, by end, at a revision that only rises',
    () => {
      fc.assert(
        fc.property(logArbitrary(150), (log) => {
          const revisions = new Map<number, number>();
          for (const { vectors } of stream(log)) {
            const ends = vectors.map((vector) => vector.end);
            expect(ends).toEqual([...new Set(ends)].toSorted((a, b) => a - b));
            for (const { end, revision } of vectors) {
              expect(revision).toBeGreaterThan(revisions.get(end) ?? -1);
              revisions.set(end, revision);
            }
          }
        }),
      );
    },
    LIMIT_MS,
  );

  it.each<
    [string, (series: ServiceSeries, past: SeriesHistory, cadenceMs: number) => ServiceSeries]
  >([
    ['its history', (series, _, cadenceMs) => new ServiceSeries(cadenceMs, series.history())],
    ['all in-time records', (_, past, cadenceMs) => new ServiceSeries(cadenceMs, past)],
    [
      'the records since the start of its history',
      (series, { records }, cadenceMs) => {
        const start = historyStart(series.newest, cadenceMs);
        const recent = records.filter((record) => record.timestamp > start);
        return new ServiceSeries(cadenceMs, { records: recent.toReversed() });
      },
    ],
  ])(
    'goes on to the same vectors from %s, wherever it is restarted',
    (_, restore) => {
      fc.assert(
        fc.property(logArbitrary(400), fc.infiniteStream(fc.nat(3)), (log, restarts) => {
          const undisturbed = [...stream(log)].map(({ vectors }) => vectors);
          const disturbed = [
            ...stream(log, (series, taken) => {
              if (restarts.next().value !== 0) return series;
              return restore(series, { records: inTime(taken, log.cadenceMs) }, log.cadenceMs);
            }),
          ].map(({ vectors }) => vectors);
          expect(disturbed.map((vectors) => vectors.map(streamBits))).toEqual(
            undisturbed.map((vectors) => vectors.map(streamBits)),
          );
          const context = ({ end, clusterId, scalingEvent }: StreamVector): unknown[] => [
            ...[end, clusterId, scalingEvent],
          ];
          expect(disturbed.flat().map(context)).toEqual(undisturbed.flat().map(context));
        }),
        { numRuns: 50, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );

  it('refuses a late record and stays as it was', () => {
    const cadenceMs = 300_000;
    const record = (timestamp: number, arrivalSeq: number): WorkloadRecord => ({
      timestamp,
      arrivalSeq,
      metrics: new Float64Array(8),
      scalingEvent: 'none',
      clusterId: 'a',
    });
    const series = new ServiceSeries(cadenceMs);
    series.apply([record(1e12, 1)]);
    expect(() => series.apply([record(2e12, 2), record(1e12, 3)])).toThrow(/arrival 3\) is late/);
    expect(series.newest).toBe(1e12);
  });
});
