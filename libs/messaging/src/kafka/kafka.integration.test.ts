import { randomBytes } from 'node:crypto';
import { TOPICS } from '@headroom/contracts';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Producer } from 'kafkajs';
import { partitionOf } from '../codec/partitioner.ts';
import { describeBusContract } from '../contract/bus-contract.ts';
import { createKafkaBus } from './bus.ts';
import { createClient } from './client.ts';
import type { KafkaOptions } from './options.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const options = (): KafkaOptions => ({
  brokers: inject('stack').kafkaBrokers.split(','),
  clientId: 'messaging-test',
  logger: silent,
  rebalanceTimeoutMs: 1_000,
});

let foreign: Producer;
beforeAll(async () => {
  foreign = createClient(options()).producer({
    createPartitioner:
      () =>
      ({ message, partitionMetadata }) =>
        message.partition ?? partitionOf(message.key ?? '', partitionMetadata.length),
  });
  await foreign.connect();
});
afterAll(() => foreign.disconnect());

describeBusContract('Kafka', async () => {
  const namespace = `t${randomBytes(4).toString('hex')}.`;
  const bus = () => createKafkaBus({ ...options(), namespace });
  const { admin } = bus();
  await admin.ensureTopics([
    TOPICS.workloadRaw,
    TOPICS.pipelineTriggers,
    TOPICS.featuresComputed,
    TOPICS.platformRejected,
  ]);
  return {
    admin,
    bus,
    produce: async (topic, ...messages) => {
      await foreign.send({
        topic: namespace + topic.name,
        messages: messages.map(({ value, ...m }) => ({
          ...m,
          key: m.key ?? null,
          value: value === null ? null : Buffer.from(value),
        })),
      });
    },
  };
});
