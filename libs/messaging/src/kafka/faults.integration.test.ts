import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { TOPICS } from '@headroom/contracts';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { trigger, until } from '../contract/stage.ts';
import { OK } from '../outcome.ts';
import type { Delivered } from '../port.ts';
import { createKafkaBus } from './bus.ts';
import type { KafkaBus } from './bus.ts';
import type { KafkaOptions } from './options.ts';

const topic = TOPICS.pipelineTriggers;
const nothing = () => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const buses: KafkaBus[] = [];
function bus(options: Partial<KafkaOptions> = {}): KafkaBus {
  const brokers = inject('stack').kafkaBrokers.split(',');
  const made = createKafkaBus({ brokers, clientId: 'faults', logger, ...options });
  buses.push(made);
  return made;
}
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(buses.splice(0).map((b) => b.close()));
});

describe('a broker that is away', () => {
  it('fails a publication as retriable, and keeps a consumer waiting, not ready, stoppable', async () => {
    const dead = bus({ brokers: ['127.0.0.1:1'] });
    const consumer = dead.subscribe({ topic, group: 'g', handler: async (m) => m.map(() => OK) });
    await expect(dead.publisher.publish([trigger('a')])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retriable: true,
      message: expect.stringContaining('publishing to pipeline.triggers.v1'),
    });
    await until(() => consumer.health().reason?.includes('ECONNREFUSED') === true);
    await expect(dead.admin.ensureTopics([topic])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await consumer.stop();
    await consumer.joined;
  });
});

describe('a topic that does not exist', () => {
  it('is not made by accident', async () => {
    const missing = bus({ namespace: `t${randomBytes(4).toString('hex')}.` });
    await expect(missing.publisher.publish([trigger('a')])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('integrity', () => {
  it('loses no acknowledged event and keeps the order of a key while connections break', async () => {
    const sockets = new Set<net.Socket>();
    const connect = net.Socket.prototype.connect;
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (
      this: net.Socket,
      ...args: Parameters<typeof connect>
    ) {
      sockets.add(this);
      this.once('close', () => sockets.delete(this));
      return connect.apply(this, args);
    });

    const namespace = `t${randomBytes(4).toString('hex')}.`;
    const one = bus({ namespace });
    await one.admin.ensureTopics([topic]);
    const seen: Delivered[] = [];
    const consumer = one.subscribe({
      topic,
      group: 'g',
      maxBatch: 7,
      handler: async (messages) => {
        seen.push(...messages);
        return messages.map(() => OK);
      },
    });
    // A member whose connection breaks while it joins is waited for by the group until its session times out.
    await consumer.joined;
    const ids = Array.from({ length: 300 }, (_, i) => `${i}`);
    for (let from = 0; from < ids.length; from += 10) {
      const events = ids.slice(from, from + 10).map((id) => trigger(id, { key: 'one' }));
      for (let sent = false; !sent;) {
        const publication = one.publisher.publish(events);
        // Each time a little later: before the request, within it, after its answer.
        if (from % 30 === 0) {
          await turns(from / 30);
          for (const socket of sockets) socket.destroy(new Error('read ECONNRESET'));
        }
        sent = await publication.then(
          () => true,
          () => false,
        );
      }
    }
    await until(async () => (await one.admin.lag(topic, 'g')) === 0);
    const first = [...new Map(seen.map((m) => [m.event.id, m])).keys()];
    expect(first).toEqual(ids);
  });
});
