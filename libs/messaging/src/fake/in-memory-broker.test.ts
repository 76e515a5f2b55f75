import { TOPICS } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { describeBusContract } from '../contract/bus-contract.ts';
import { trigger } from '../contract/stage.ts';
import { InMemoryBroker } from './in-memory-broker.ts';

describeBusContract('InMemoryBroker', async () => {
  const broker = new InMemoryBroker();
  return {
    admin: broker,
    bus: () => broker.bus(),
    produce: async (topic, ...messages) => {
      for (const message of messages) broker.produce(topic, message);
    },
  };
});

it('refuses to publish while it is down', async () => {
  const broker = new InMemoryBroker();
  const { publisher } = broker.bus();
  broker.setAvailable(false);
  await expect(publisher.publish([trigger('a')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  broker.setAvailable(true);
  await publisher.publish([trigger('a')]);
  expect(broker.records(TOPICS.pipelineTriggers)).toHaveLength(1);
});
