import { TOPICS, type TaskCommand, type TaskResult } from '@headroom/contracts';
import { createKafkaBus, decodeJson, OK, type Delivered, type Outcome } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import type { TestStack } from '@headroom/testing';
import { sampleOutputs } from '../domain/pipelines/sample-outputs.ts';

const COMMANDS = [
  TOPICS.commandsGeneration,
  TOPICS.commandsValidation,
  TOPICS.commandsFeatures,
  TOPICS.commandsTraining,
  TOPICS.commandsRegistry,
  TOPICS.commandsDrift,
];

export interface SeenCommand extends TaskCommand {
  /** `ce_id`: the same for every publication of one try. */
  readonly eventId: string;
  readonly traceparent: string | undefined;
}

export type Answer = (command: TaskCommand) => readonly Partial<TaskResult>[];

export const succeed: Answer = ({ task }) => [
  { state: 'running' },
  { state: 'success', outputs: sampleOutputs(task.task_id, task.map_index) },
];

export const fail = (over: Partial<TaskResult> = {}): Partial<TaskResult> => ({
  state: 'failed',
  error: { code: 'TASK_FAILED', message: 'as told' },
  ...over,
});

const noWait: (command: SeenCommand) => Promise<void> = async () => undefined;

/** For tests: all services that take commands, answering each as told (by default: at once and well). */
export async function startFakeServices(stack: TestStack, prefix: string) {
  const logger = createLogger({ service: 'fake', level: 'silent' });
  const { kafkaBrokers } = stack;
  const bus = createKafkaBus({
    brokers: [kafkaBrokers],
    clientId: 'fake-services',
    namespace: prefix,
    logger,
  });
  await bus.admin.ensureTopics(Object.values(TOPICS));
  const seen: SeenCommand[] = [];
  const fakes = {
    seen,
    bus,
    answer: succeed,
    /** Called before the answer goes out. */
    before: noWait,
    close: () => bus.close(),
  };

  const take = async (message: Delivered, topic: (typeof COMMANDS)[number]): Promise<Outcome> => {
    const decoded = decodeJson(topic, message);
    if (!decoded.ok) return decoded.rejection;
    const command = decoded.data;
    const { traceparent } = message.headers;
    const noted = { ...command, eventId: message.event.id, traceparent };
    seen.push(noted);
    await fakes.before(noted);
    const { task, try_number } = command;
    const results = fakes.answer(command).map((over) => ({
      topic: TOPICS.pipelineResults,
      id: `${message.event.id}/${over.state ?? ''}`,
      source: 'headroom/fake',
      key: task.run_id,
      cause: message,
      data: { task, try_number, host: 'fake-1', outputs: {}, error: null, final: false, ...over },
    }));
    await bus.publisher.publish(results);
    return OK;
  };
  for (const topic of COMMANDS) {
    bus.subscribe({
      topic,
      group: 'fake-services',
      handler: async (messages) => {
        const outcomes: Outcome[] = [];
        for (const message of messages) outcomes.push(await take(message, topic));
        return outcomes;
      },
    });
  }
  return fakes;
}
export type FakeServices = Awaited<ReturnType<typeof startFakeServices>>;
