import { TOPICS } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { partitionOf } from '../codec/partitioner.ts';
import type { EventToSend } from '../port.ts';
import { textOf, trigger, until } from './stage.ts';
import type { Stage } from './stage.ts';

const record = (key: string, n: number): EventToSend => ({
  topic: TOPICS.workloadRaw,
  id: `${key}-${n}`,
  source: 'headroom/generation#seed-42',
  key,
  data: { timestamp: n, service_id: key },
});

export function describePublishing(stage: () => Stage): void {
  describe('publishing', () => {
    it('delivers body, key and CloudEvents attributes', async () => {
      const before = Date.now() - 1_000;
      const event = trigger('t1', { subject: 'run-1', time: '2025-01-01T00:00:00Z' });
      await stage().bus().publisher.publish([event]);
      const [message] = await stage().read(TOPICS.pipelineTriggers, 1);
      expect(message).toMatchObject({
        topic: 'pipeline.triggers.v1',
        partition: 0,
        offset: 0,
        key: 't1',
        event: {
          id: 't1',
          source: 'headroom/test',
          type: 'headroom.pipeline.triggers.v1',
          specversion: '1.0',
          subject: 'run-1',
          time: '2025-01-01T00:00:00Z',
        },
      });
      expect(message?.headers['content-type']).toBe('application/json');
      expect(JSON.parse(textOf(message ?? { value: null }))).toEqual({ id: 't1', dag_id: 'dag' });
      expect(message?.ingestedAt).toBeGreaterThan(before);
      expect(Buffer.from(message?.keyBytes ?? []).toString()).toBe('t1');
    });

    it('delivers packed bytes unchanged', async () => {
      const bytes = Buffer.from([0, 255, 128, 10, 13]);
      const contentType = 'application/vnd.headroom.vector';
      const head = {
        topic: TOPICS.featuresComputed,
        id: 'v',
        source: 'headroom/features',
        key: 's',
      };
      await stage()
        .bus()
        .publisher.publish([{ ...head, bytes, contentType }]);
      const [message] = await stage().read(TOPICS.featuresComputed, 1);
      expect(Buffer.from(message?.value ?? [])).toEqual(bytes);
      expect(message?.headers['content-type']).toBe(contentType);
    });

    it('puts a key in the partition that our partitioner says, in the order of publication', async () => {
      const keys = ['a', 'service-b', 'ünïcode/🙂', 'd:4'];
      const events = Array.from({ length: 40 }, (_, n) => record(keys[n % 4] ?? '', n));
      const { publisher } = stage().bus();
      // Calls that are not awaited one by one keep their order, too.
      await Promise.all(
        [events.slice(0, 10), events.slice(10, 25), events.slice(25)].map((e) =>
          publisher.publish(e),
        ),
      );
      const seen = await stage().read(TOPICS.workloadRaw, 40);
      for (const key of keys) {
        const mine = seen.filter((m) => m.key === key);
        expect(mine.map((m) => m.event.id)).toEqual(
          events.filter((e) => e.key === key).map((e) => e.id),
        );
        const partition = partitionOf(key, TOPICS.workloadRaw.partitions);
        expect(new Set(mine.map((m) => m.partition))).toEqual(new Set([partition]));
      }
    });

    it('puts an event with an explicit partition there', async () => {
      const partition = (partitionOf('a', 4) + 1) % 4;
      await stage()
        .bus()
        .publisher.publish([{ ...record('a', 1), partition }]);
      const [message] = await stage().read(TOPICS.workloadRaw, 1);
      expect(message?.partition).toBe(partition);
    });

    it('sends nothing of a batch with an invalid event, and says what is wrong with it', async () => {
      const { publisher } = stage().bus();
      const wrong = trigger('t2', { data: { id: 't2' } });
      await expect(publisher.publish([trigger('t1'), wrong])).rejects.toMatchObject({
        code: 'INVALID_DATA',
        retriable: false,
        message: expect.stringContaining('dag_id is missing') as string,
      });
      await publisher.publish([trigger('t3')]);
      const seen = await stage().read(TOPICS.pipelineTriggers, 1);
      expect(seen.map((m) => m.event.id)).toEqual(['t3']);
    });

    it('sends thousands of events and several MiB in order', async () => {
      const filler = 'x'.repeat(1_000);
      const events = Array.from({ length: 3_000 }, (_, n) =>
        trigger(`${n}`, { key: 'one', data: { id: `${n}`, dag_id: 'd', conf: { filler } } }),
      );
      await stage().bus().publisher.publish(events);
      const probe = stage().consume(TOPICS.pipelineTriggers, 'bulk', undefined, { maxBatch: 200 });
      await until(() => probe.seen.length >= events.length);
      expect(probe.seen.map((m) => m.event.id)).toEqual(events.map((e) => e.id));
      expect(Math.max(...probe.batches)).toBeLessThanOrEqual(200);
    });
  });
}
