import { createHistogram, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS, type ValidatedRecord } from '@headroom/contracts';
import { OK, type KafkaBus } from '@headroom/messaging';
import { decodeVector } from '@headroom/storage';
import type { Freshness } from './job.ts';
import { eventOf } from './records.ts';

const GROUP = 'bench';
const LAG_MS = 200;
const TICK_MS = 5;
const WARM_UP_SECONDS = 5;

/**
 * Sends the records at an even rate and measures, from when each was handed to the producer, how long its vector took to
 * come back. The first seconds don't count.
 */
export async function publishPaced(
  bus: KafkaBus,
  records: Iterable<ValidatedRecord>,
  perSecond: number,
): Promise<Freshness> {
  const sentAt = new Map<string, number>();
  const latency = createHistogram();
  let warmFrom = Infinity;
  const consumer = bus.subscribe({
    topic: TOPICS.featuresComputed,
    group: GROUP,
    handler: async (messages) => {
      const now = performance.now();
      for (const { value } of messages) {
        const { serviceId, bucketEnd } = decodeVector(value ?? new Uint8Array());
        const sent = sentAt.get(`${serviceId} ${bucketEnd}`);
        if (sent === undefined) continue;
        sentAt.delete(`${serviceId} ${bucketEnd}`);
        if (sent >= warmFrom) latency.record(Math.round((now - sent) * 1e6));
      }
      return messages.map(() => OK);
    },
  });
  await consumer.joined;
  // It begins at the oldest vector: what lies there from before must not stand in the way of the new ones.
  while ((await bus.admin.lag(TOPICS.featuresComputed, GROUP)) > 0) await delay(LAG_MS);
  const startedAt = performance.now();
  warmFrom = startedAt + WARM_UP_SECONDS * 1000;
  const publications: Promise<void>[] = [];
  let sent = 0;
  let due: ValidatedRecord[] = [];
  for (const record of records) {
    due.push(record);
    const wait = startedAt + (1000 * ++sent) / perSecond - performance.now();
    if (wait < TICK_MS) continue;
    await delay(wait);
    const now = performance.now();
    for (const one of due) sentAt.set(`${one.service_id} ${one.timestamp}`, now);
    publications.push(bus.publisher.publish(due.map(eventOf)));
    due = [];
  }
  await Promise.all(publications);
  while (sentAt.size > 0) await delay(TICK_MS);
  await consumer.stop();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    p50: ms(latency.percentile(50)),
    p99: ms(latency.percentile(99)),
    max: ms(latency.max),
  };
}
