import { setTimeout as delay } from 'node:timers/promises';
import type { Topic } from '@headroom/contracts';
import type { Kafka } from 'kafkajs';
import type { TopicAdmin } from '../port.ts';
import { DEFAULT_RETRY, backoffMs } from '../core/retry.ts';
import { kafkaError } from './errors.ts';

/** About 11 s in all. */
const ATTEMPTS = 9;

export class KafkaAdmin implements TopicAdmin {
  private readonly client: Kafka;
  private readonly namespace: string;

  constructor(client: Kafka, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  async ensureTopics(topics: readonly Topic[]): Promise<void> {
    await this.with('creating topics', async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter((topic) => !existing.has(this.namespace + topic.name));
      if (missing.length === 0) return;
      // Answers false, and harms nothing, when another process was faster.
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({
          topic: this.namespace + topic.name,
          numPartitions: topic.partitions,
          configEntries: [
            { name: 'retention.ms', value: String(topic.retentionMs) },
            { name: 'message.timestamp.type', value: 'LogAppendTime' },
            // The broker unpacks what foreign producers compress: our client reads no codec but gzip.
            { name: 'compression.type', value: 'uncompressed' },
          ],
        })),
      });
    });
  }

  lag(topic: Topic, group: string): Promise<number> {
    return this.with(`reading the lag of ${group} on ${topic.name}`, async (admin) => {
      const name = this.namespace + topic.name;
      const groupId = `${this.namespace}${group}.${topic.name}`;
      const ends = await admin.fetchTopicOffsets(name);
      const groups = await admin.fetchOffsets({ groupId, topics: [name] });
      const committed = new Map(
        groups.flatMap((g) => g.partitions).map((p) => [p.partition, Number(p.offset)]),
      );
      return ends.reduce((sum, { partition, low, high }) => {
        const next = committed.get(partition) ?? -1;
        return sum + Number(high) - (next < 0 ? Number(low) : next);
      }, 0);
    });
  }

  /** A broker that has just started loads its coordinators for a while: what may pass is tried again. */
  private async with<T>(what: string, work: (admin: ReturnType<Kafka['admin']>) => Promise<T>) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        const failure = kafkaError(error, what);
        if (!failure.retriable || attempt >= ATTEMPTS) throw failure;
        await delay(backoffMs(DEFAULT_RETRY, attempt));
      }
    }
  }

  private async once<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.client.admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
