import {
  TOPICS,
  type TaskCommand,
  type TaskResult,
  type Topic,
  type ValidatedRecord,
} from '@headroom/contracts';
import {
  createKafkaBus,
  decodeJson,
  kafkaTransport,
  OK,
  type Delivered,
  type EventToSend,
  type KafkaBus,
} from '@headroom/messaging';
import { createLogger, createService, type RunningService } from '@headroom/service-kit';
import type { TestStack } from '@headroom/testing';
import type { Context } from '@opentelemetry/api';
import { AppModule } from '../app.module.ts';
import { settings } from '../settings.ts';

export type RunningFeatures = RunningService<typeof settings>;

/** The whole service in this process, on a part of the test stack. */
export const startFeatures = (
  stack: TestStack,
  options: { readonly objectRoot: string; readonly snapshotProgram: string },
  env: Readonly<Record<string, string>> = {},
): Promise<RunningFeatures> =>
  createService(
    {
      name: 'features',
      settings,
      module: () => AppModule.with(options.snapshotProgram),
      transport: kafkaTransport,
    },
    {
      HEADROOM_FEATURES_PORT: '0',
      HEADROOM_LOG_LEVEL: 'warn',
      HEADROOM_CADENCE: '1h',
      HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
      HEADROOM_POSTGRES_URL: stack.postgresUrl,
      HEADROOM_REDIS_URL: stack.redisUrl,
      HEADROOM_TOPIC_PREFIX: stack.namespace,
      HEADROOM_OBJECT_ROOT: options.objectRoot,
      ...env,
    },
  );

/** The services around this one: they send, and see what it publishes. */
export class Neighbours {
  readonly bus: KafkaBus;

  constructor(stack: TestStack) {
    this.bus = createKafkaBus({
      brokers: stack.kafkaBrokers.split(','),
      clientId: 'features-test',
      namespace: stack.namespace,
      logger: createLogger({ service: 'features-test', level: 'warn' }),
    });
  }

  async watch(...topics: Topic[]): Promise<Delivered[]> {
    const seen: Delivered[] = [];
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

  /** @param trace context of the producer */
  async send(records: readonly ValidatedRecord[], trace?: Context): Promise<void> {
    await this.bus.publisher.publish(
      records.map((record): EventToSend => ({
        topic: TOPICS.workloadValidated,
        id: `validated-${record.raw_id}`,
        source: 'headroom/validation',
        key: record.service_id,
        data: record,
        ...(trace === undefined ? {} : { cause: { trace } }),
      })),
    );
  }

  async command(runId: string, taskId: string, rest: Pick<TaskCommand, 'as_of' | 'inputs'>) {
    const command: TaskCommand = {
      task: { dag_id: 'dag', run_id: runId, task_id: taskId, map_index: -1 },
      try_number: 1,
      ...rest,
    };
    await this.bus.publisher.publish([
      {
        topic: TOPICS.commandsFeatures,
        id: `${command.task.run_id}-${command.task.task_id}-${command.try_number}`,
        source: 'headroom/orchestrator',
        key: command.task.task_id,
        data: command,
      },
    ]);
  }
}

export const taskResults = (seen: readonly Delivered[]): TaskResult[] =>
  seen.flatMap((message) => {
    if (message.topic !== TOPICS.pipelineResults.name) return [];
    const decoded = decodeJson(TOPICS.pipelineResults, message);
    return decoded.ok ? [decoded.data] : [];
  });
