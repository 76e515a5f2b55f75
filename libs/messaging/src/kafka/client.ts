import { kafkajs } from './kafkajs.ts';
import type { Kafka } from 'kafkajs';
import { logTo } from './log-creator.ts';
import type { KafkaOptions } from './options.ts';

/** About 4 s of tries, then the caller is told; who can wait longer tries again. */
const RETRY = { initialRetryTime: 60, maxRetryTime: 2_000, multiplier: 2, factor: 0.1, retries: 6 };

export function createClient(options: KafkaOptions): Kafka {
  return new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: RETRY,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => logTo(options.logger),
  });
}
