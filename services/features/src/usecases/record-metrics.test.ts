import { METRIC_NAMES } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { CollectedMetrics } from '@headroom/messaging';
import { afterAll, expect, it } from 'vitest';
import { admitBatch } from '../domain/admit-batch.ts';
import { T0, validated } from '../testing/validated-log.ts';
import { countRecords } from './record-metrics.ts';

const collected = new CollectedMetrics();
afterAll(() => collected.close());

async function read(name: string) {
  const points = await collected.read(name);
  return points.map(({ attributes, value }) => [...Object.values(attributes), value]);
}

it('tells verdicts, lateness and the watermark of a producer, which never falls', async () => {
  const newestOf = new Map<string, number>();
  const count = (serviceId: string, hours: readonly number[]) => {
    const records = hours.map((hour, offset) => ({
      record: validated({
        raw_id: `${serviceId}-${hour}`,
        service_id: serviceId,
        timestamp: T0 + hour * HOUR_MS,
      }),
      arrival: { partition: 0, offset },
      ingestedAt: T0,
    }));
    const admissions = admitBatch(records, new Map(), () => -Infinity, HOUR_MS);
    countRecords(records, admissions, HOUR_MS, newestOf);
  };
  count('ahead', [10, 9, 5, 10]);
  count('behind', [3]);

  const producer = 'headroom/generation';
  expect(await read(METRIC_NAMES.recordsJudged)).toEqual([
    [producer, 'in_time', 3],
    [producer, 'late', 1],
  ]);
  expect(await read(METRIC_NAMES.recordsLate)).toEqual([[producer, 1]]);
  expect(await read(METRIC_NAMES.recordsDuplicate)).toEqual([[producer, 1]]);
  expect(await read(METRIC_NAMES.recordLatenessSeconds)).toMatchObject([
    [{ count: 4, sum: 6 * 3600, max: 5 * 3600 }],
  ]);
  const watermark = (T0 + 8 * HOUR_MS) / 1000;
  expect(await read(METRIC_NAMES.featureWatermarkSeconds)).toEqual([[producer, watermark]]);
});
