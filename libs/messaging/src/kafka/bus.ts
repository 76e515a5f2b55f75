import type { Consumer, MessageBus, TopicAdmin } from '../port.ts';
import { KafkaAdmin } from './admin.ts';
import { createClient } from './client.ts';
import { KafkaConsumer } from './consumer.ts';
import type { KafkaOptions } from './options.ts';
import { KafkaPublisher } from './publisher.ts';

export interface KafkaBus extends MessageBus {
  readonly admin: TopicAdmin;
}

/** Connects when it is first used. */
export function createKafkaBus(options: KafkaOptions): KafkaBus {
  const client = createClient(options);
  const namespace = options.namespace ?? '';
  const publisher = new KafkaPublisher(client, namespace);
  const consumers: Consumer[] = [];
  return {
    publisher,
    admin: new KafkaAdmin(client, namespace),
    subscribe: (subscription) => {
      const consumer = new KafkaConsumer(client, options, subscription, publisher);
      consumers.push(consumer);
      return consumer;
    },
    close: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await publisher.close();
    },
  };
}
