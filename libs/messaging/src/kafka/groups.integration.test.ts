import { randomBytes } from 'node:crypto';
import { TOPICS } from '@headroom/contracts';
import { afterEach, expect, inject, it } from 'vitest';
import { until } from '../contract/stage.ts';
import { OK } from '../outcome.ts';
import { createKafkaBus } from './bus.ts';
import type { KafkaBus } from './bus.ts';

const topic = TOPICS.workloadRaw;
const nothing = () => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const buses: KafkaBus[] = [];
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});

it('leaves partitions where they are when a member comes and goes', async () => {
  const namespace = `t${randomBytes(4).toString('hex')}.`;
  const process = () => {
    const brokers = inject('stack').kafkaBrokers.split(',');
    const bus = createKafkaBus({ brokers, clientId: 'groups', logger, namespace });
    buses.push(bus);
    return bus;
  };
  const owners = new Map<number, string>();
  const member = async (name: string) => {
    const bus = process();
    const { joined } = bus.subscribe({
      topic,
      group: 'g',
      handler: async (messages) => {
        for (const m of messages) owners.set(m.partition, name);
        return messages.map(() => OK);
      },
    });
    await joined;
    return bus;
  };
  const whoOwnsWhat = async () => {
    owners.clear();
    const events = [0, 1, 2, 3].map((partition) => ({
      topic,
      id: `p${partition}`,
      source: 'headroom/test',
      key: 'k',
      partition,
      data: { timestamp: 1, service_id: 'k' },
    }));
    await one.publisher.publish(events);
    await until(() => owners.size === 4);
    return new Map([...owners].sort(([a], [b]) => a - b));
  };

  const one = process();
  await one.admin.ensureTopics([topic]);
  await member('a');
  await member('b');
  const before = await whoOwnsWhat();
  const third = await member('c');
  const during = await whoOwnsWhat();
  await third.close();
  const after = await whoOwnsWhat();

  expect([...before.values()].sort()).toEqual(['a', 'a', 'b', 'b']);
  const moved = [...before.keys()].filter((p) => during.get(p) !== before.get(p));
  expect(moved).toHaveLength(1);
  expect(moved.map((p) => during.get(p))).toEqual(['c']);
  expect(after).toEqual(before);
});
