import {
  ONLINE_PREFIX,
  ONLINE_VIEWS,
  TOPICS,
  VECTOR_CONTENT_TYPE,
  type ClusterWindowVersion,
  type ModelChange,
} from '@headroom/contracts';
import {
  createKafkaBus,
  kafkaTransport,
  OK,
  type Delivered,
  type KafkaBus,
} from '@headroom/messaging';
import { createLogger, createService, type RunningService } from '@headroom/service-kit';
import {
  encodeVector,
  FolderObjectStore,
  RedisOnlineStore,
  type FeatureVector,
} from '@headroom/storage';
import type { TestStack } from '@headroom/testing';
import type { Context } from '@opentelemetry/api';
import { AppModule } from '../app.module.ts';
import { settings } from '../settings.ts';
import type { FixtureModel } from './fixture-model.ts';

export type RunningServing = RunningService<typeof settings>;

/** The whole service in this process, on a part of the test stack. */
export const startServing = (stack: TestStack, objectRoot: string): Promise<RunningServing> =>
  createService(
    { name: 'serving', settings, module: () => AppModule, transport: kafkaTransport },
    {
      HEADROOM_SERVING_PORT: '0',
      HEADROOM_LOG_LEVEL: 'fatal',
      HEADROOM_CADENCE: '1h',
      HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
      HEADROOM_POSTGRES_URL: stack.postgresUrl,
      HEADROOM_REDIS_URL: stack.redisUrl,
      HEADROOM_TOPIC_PREFIX: stack.namespace,
      HEADROOM_OBJECT_ROOT: objectRoot,
    },
  );

/** The services around this one: the feature store and the registry, and who reads predictions. */
export class Neighbours {
  readonly bus: KafkaBus;
  readonly online: RedisOnlineStore;
  readonly #objectRoot: string;
  #events = 0;

  constructor(stack: TestStack, objectRoot: string) {
    this.#objectRoot = objectRoot;
    this.online = new RedisOnlineStore({ url: stack.redisUrl, prefix: ONLINE_PREFIX });
    this.bus = createKafkaBus({
      brokers: stack.kafkaBrokers.split(','),
      clientId: 'serving-test',
      namespace: stack.namespace,
      logger: createLogger({ service: 'serving-test', level: 'warn' }),
    });
  }

  async watch(): Promise<Delivered[]> {
    const seen: Delivered[] = [];
    const topics = [
      TOPICS.predictionsMade,
      TOPICS.recommendationsMade,
      TOPICS.platformRejected,
      TOPICS.alertsRaised,
    ];
    await this.bus.admin.ensureTopics(topics);
    for (const topic of topics) {
      const consumer = this.bus.subscribe({
        topic,
        group: 'neighbours',
        handler: async (messages) => {
          seen.push(...messages);
          return messages.map(() => OK);
        },
      });
      await consumer.joined;
    }
    return seen;
  }

  /** As the feature store does it: online first, then the event. */
  async compute(vectors: readonly FeatureVector[], trace?: Context): Promise<void> {
    await this.online.write(
      vectors.map((vector) => ({
        view: ONLINE_VIEWS.serviceVector,
        entity: vector.serviceId,
        bucketEnd: vector.bucketEnd,
        revision: vector.revision.offset,
        bytes: encodeVector(vector),
      })),
    );
    await this.sendBytes(
      vectors.map((vector) => [vector.serviceId, encodeVector(vector)]),
      trace,
    );
  }

  async sendBytes(
    messages: readonly (readonly [string, Uint8Array])[],
    trace?: Context,
  ): Promise<void> {
    await this.bus.publisher.publish(
      messages.map(([key, bytes]) => ({
        topic: TOPICS.featuresComputed,
        id: `vector-${++this.#events}`,
        source: 'headroom/features',
        key,
        bytes,
        contentType: VECTOR_CONTENT_TYPE,
        ...(trace === undefined ? {} : { cause: { trace } }),
      })),
    );
  }

  async windows(clusterId: string, windows: readonly ClusterWindowVersion[]): Promise<void> {
    await this.online.write([
      {
        view: ONLINE_VIEWS.clusterWindows,
        entity: clusterId,
        bucketEnd: windows.at(-1)?.end ?? 0,
        revision: windows.at(-1)?.version ?? 0,
        bytes: Buffer.from(JSON.stringify(windows)),
      },
    ]);
  }

  async store({ files }: FixtureModel): Promise<void> {
    const objects = await FolderObjectStore.open(this.#objectRoot);
    for (const [key, text] of files) await objects.putBytes(key, Buffer.from(text));
  }

  async tell(...events: ModelChange[]): Promise<void> {
    await this.bus.publisher.publish(
      events.map((event) => ({
        topic: TOPICS.modelsChanges,
        id: `model-${++this.#events}`,
        source: 'headroom/registry',
        key: event.name,
        data: event,
      })),
    );
  }

  async close(): Promise<void> {
    await this.bus.close();
    await this.online.close();
  }
}
