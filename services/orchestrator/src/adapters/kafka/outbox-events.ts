import { createHash } from 'node:crypto';
import { TOPICS, type TaskCommand, type Topic, type TriggerReply } from '@headroom/contracts';
import { toOutboxRow, type EventToSend } from '@headroom/messaging';
import type { OutboxRow } from '@headroom/storage';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { CommandService } from '../../domain/dag.ts';
import type { Command } from '../../domain/machine/schedule.ts';

/** Name of the orchestrator's outbox. */
export const OUTBOX = 'orchestrator';

const COMMANDS: Readonly<Record<CommandService, Topic<typeof TaskCommand>>> = {
  generation: TOPICS.commandsGeneration,
  validation: TOPICS.commandsValidation,
  features: TOPICS.commandsFeatures,
  training: TOPICS.commandsTraining,
  registry: TOPICS.commandsRegistry,
  drift: TOPICS.commandsDrift,
};

/** A task's command: one id for each try, however often it is published. */
export function commandRow({ service, body }: Command, traceparent: string | null): OutboxRow {
  const { dag_id, run_id, task_id, map_index } = body.task;
  const instance = JSON.stringify([dag_id, run_id, task_id, map_index]);
  return toOutboxRow({
    topic: COMMANDS[service],
    id: idOf(instance, body.try_number),
    key: instance,
    subject: task_id,
    data: body,
    ...origin(traceparent),
  });
}

export const replyRow = (reply: TriggerReply, traceparent: string | null): OutboxRow =>
  toOutboxRow({
    topic: TOPICS.pipelineTriggerReplies,
    id: idOf('reply', reply.id),
    key: reply.dag_id,
    subject: reply.id,
    data: reply,
    ...origin(traceparent),
  });

/**
 * A run's tasks are children of what caused the run, not of the result or timer that let them start: one flat trace a
 * run, also where it had to wait for another one.
 */
const origin = (traceparent: string | null): Pick<EventToSend, 'source' | 'cause'> => ({
  source: 'headroom/orchestrator',
  ...(traceparent === null
    ? {}
    : { cause: { trace: propagation.extract(ROOT_CONTEXT, { traceparent }) } }),
});

const idOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
