import { fileURLToPath } from 'node:url';
import { TOPICS, type TaskCommand, type TaskResult } from '@headroom/contracts';
import { createKafkaBus, decodeJson, kafkaTransport, OK, type KafkaBus } from '@headroom/messaging';
import { createLogger, createService, type RunningService } from '@headroom/service-kit';
import type { TestStack } from '@headroom/testing';
import { AppModule } from '../app.module.ts';
import { settings } from '../settings.ts';

export type RunningTraining = RunningService<typeof settings>;

/** The whole service in this process, on a part of the test stack. */
export const startTraining = (
  stack: TestStack,
  options: {
    readonly objectRoot: string;
    readonly program: string;
    readonly judge?: string;
    readonly python: string;
  },
  env: Readonly<Record<string, string>> = {},
): Promise<RunningTraining> =>
  createService(
    {
      name: 'training',
      settings,
      module: () =>
        AppModule.with({
          trainModel: options.program,
          trainBooster: options.program,
          judgeChallenger: options.judge ?? '',
          worker: fileURLToPath(new URL('../../python/worker.py', import.meta.url)),
        }),
      transport: kafkaTransport,
    },
    {
      HEADROOM_TRAINING_PORT: '0',
      HEADROOM_LOG_LEVEL: 'warn',
      HEADROOM_CADENCE: '1h',
      HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
      HEADROOM_POSTGRES_URL: stack.postgresUrl,
      HEADROOM_REDIS_URL: stack.redisUrl,
      HEADROOM_TOPIC_PREFIX: stack.namespace,
      HEADROOM_OBJECT_ROOT: options.objectRoot,
      HEADROOM_PYTHON: options.python,
      ...env,
    },
  );

/** The orchestrator: sends commands and hears what becomes of them. */
export class Orchestrator {
  readonly results: TaskResult[] = [];
  readonly #bus: KafkaBus;

  constructor(stack: TestStack) {
    this.#bus = createKafkaBus({
      brokers: stack.kafkaBrokers.split(','),
      clientId: 'training-test',
      namespace: stack.namespace,
      logger: createLogger({ service: 'training-test', level: 'warn' }),
    });
  }

  async listen(): Promise<void> {
    await this.#bus.admin.ensureTopics([TOPICS.pipelineResults, TOPICS.commandsTraining]);
    const consumer = this.#bus.subscribe({
      topic: TOPICS.pipelineResults,
      group: 'orchestrator',
      handler: async (messages) => {
        for (const message of messages) {
          const decoded = decodeJson(TOPICS.pipelineResults, message);
          if (decoded.ok) this.results.push(decoded.data);
        }
        return messages.map(() => OK);
      },
    });
    await consumer.joined;
  }

  async send(commands: readonly TaskCommand[]): Promise<void> {
    await this.#bus.publisher.publish(
      commands.map((command) => ({
        topic: TOPICS.commandsTraining,
        id: JSON.stringify([command.task, command.try_number]),
        source: 'headroom/orchestrator',
        key: JSON.stringify(command.task),
        data: command,
      })),
    );
  }

  /** When each of the run's tasks began and ended, in the order of arrival. */
  turns(runId: string): string[] {
    return this.told(runId).filter((one, i, all) => all.indexOf(one) === i);
  }

  /** What has been told of the run's tasks: `lightgbm running`, in the order of arrival. */
  told(runId: string): string[] {
    return this.results
      .filter(({ task }) => task.run_id === runId)
      .map(({ task, state }) => `${task.task_id} ${task.map_index} ${state}`);
  }

  ended(runId: string): TaskResult[] {
    return this.results.filter(({ task, state }) => task.run_id === runId && state !== 'running');
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}
