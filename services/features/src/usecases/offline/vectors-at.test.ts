import {
  bucketEnd,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  ServiceSeries,
  VECTOR_COLUMNS,
} from '@headroom/feature-engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceRecord, TimeRange } from '../../domain/raw-window.ts';
import { vectorsAt } from './vectors-at.ts';

const C = HOUR_MS;
const T0 = Date.UTC(2025, 0, 6);
const TTL = 3 * C;

interface KnownRecord extends ServiceRecord {
  readonly usedAt: number;
}

/** What Postgres does, over an array. */
const historyOf = (all: readonly KnownRecord[]) => ({
  records: async (
    serviceIds: readonly string[],
    { after, upTo }: TimeRange,
    knownAt: number | null,
  ): Promise<ServiceRecord[]> =>
    all
      .filter(({ serviceId }) => serviceIds.includes(serviceId))
      .filter(({ timestamp }) => timestamp > after && timestamp <= upTo)
      .filter(({ usedAt }) => knownAt === null || usedAt <= knownAt),
});

const records = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 20 * 24 * 60 }),
      service: fc.constantFrom('a', 'b'),
      cpu: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: NaN }),
      usedAt: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drafts) =>
    drafts.map((draft, i): KnownRecord => ({
      serviceId: draft.service,
      clusterId: `c${i % 3}`,
      timestamp: T0 + draft.minutes * MINUTE_MS,
      arrivalSeq: i,
      metrics: [draft.cpu, ...Array.from({ length: 7 }, (_, m) => i / (m + 1))],
      scalingEvent: 'none',
      usedAt: draft.usedAt,
    })),
  );

const probes = fc.array(
  fc.record({
    service: fc.constantFrom('a', 'b', 'unknown'),
    time: fc.integer({ min: -DAY_MS, max: 22 * DAY_MS }).map((ms) => T0 + ms),
  }),
  { minLength: 1, maxLength: 12 },
);

const indices = VECTOR_COLUMNS.map((_, i) => i);
const options = (knownAt: number | null) => ({ cadenceMs: C, ttlMs: TTL, knownAt, indices });

/** By the stream, one probe at a time, from nothing but the records that lie in buckets up to its time. */
function expectedAt(all: readonly KnownRecord[], service: string, time: number, knownAt: number) {
  const seen = all
    .filter((r) => r.serviceId === service && r.usedAt <= knownAt)
    .filter((r) => bucketEnd(r.timestamp, C) <= time)
    .toSorted((a, b) => a.timestamp - b.timestamp || a.arrivalSeq - b.arrivalSeq);
  const newest = new ServiceSeries(C).apply(seen).at(-1);
  return newest === undefined || time - newest.end > TTL ? null : newest;
}

describe('vectors of the past', () => {
  it('are what the stream would have said at that time with what was known', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        probes,
        fc.integer({ min: 0, max: 100 }),
        async (all, asked, known) => {
          const serviceIds = asked.map(({ service }) => service);
          const times = asked.map(({ time }) => time);
          const seen = await vectorsAt(historyOf(all), { serviceIds, times }, options(known));
          asked.forEach(({ service, time }, row) => {
            const expected = expectedAt(all, service, time, known);
            expect(seen.ends[row]).toBe(expected?.end ?? NaN);
            expect(seen.clusterIds[row]).toBe(expected?.clusterId ?? null);
            for (const index of indices) {
              expect(seen.columns.get(index)?.[row], VECTOR_COLUMNS[index]?.name).toBe(
                expected?.values[index] ?? NaN,
              );
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('invariant 5: nothing later than a row changes it', async () => {
    await fc.assert(
      fc.asyncProperty(records, probes, async (all, asked) => {
        const [{ service, time } = { service: 'a', time: T0 }] = asked;
        const one = { serviceIds: [service], times: [time] };
        const before = await vectorsAt(historyOf(all), one, options(null));
        const changed = all.map((record) =>
          record.timestamp > time
            ? { ...record, metrics: Array.from(record.metrics, () => 9) }
            : record,
        );
        expect(await vectorsAt(historyOf(changed), one, options(null))).toEqual(before);
        const earlier = all.filter(({ timestamp }) => timestamp <= time);
        expect(await vectorsAt(historyOf(earlier), one, options(null))).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
