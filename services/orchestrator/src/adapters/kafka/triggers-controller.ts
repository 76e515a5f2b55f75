import { TOPICS, type PipelineTrigger } from '@headroom/contracts';
import {
  decodeJson,
  KafkaBatch,
  OK,
  parseJson,
  type Delivered,
  type Outcome,
} from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { context, propagation } from '@opentelemetry/api';
import { z } from 'zod';
import type { RunRequest } from '../../domain/admission.ts';
import type { RunStore } from '../../domain/ports.ts';
import { RequestRun } from '../../usecases/request-run.ts';
import { RUN_STORE } from '../tokens.ts';

/** Enough of a trigger to answer whoever sent it, although it cannot be read. */
const Sender = z.object({ id: z.string().min(1).max(250), dag_id: z.string().catch('') });

/** Takes triggers of any scheduler and tells it, by a reply, what became of each. */
@Controller()
export class TriggersController {
  readonly #requestRun: RequestRun;
  readonly #store: RunStore;

  constructor(@Inject(RequestRun) requestRun: RequestRun, @Inject(RUN_STORE) store: RunStore) {
    this.#requestRun = requestRun;
    this.#store = store;
  }

  @KafkaBatch(TOPICS.pipelineTriggers, { group: 'orchestrator' })
  async handle(messages: readonly Delivered[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const message of messages)
      outcomes.push(await context.with(message.trace, () => this.#take(message)));
    return outcomes;
  }

  async #take(message: Delivered): Promise<Outcome> {
    const carrier: Record<string, string> = {};
    propagation.inject(message.trace, carrier);
    const traceparent = carrier['traceparent'] ?? null;
    const decoded = decodeJson(TOPICS.pipelineTriggers, message);
    if (decoded.ok) {
      await this.#requestRun.execute(toRequest(decoded.data, traceparent));
      return OK;
    }
    const json = parseJson(message.value);
    const sender = Sender.safeParse(json.ok ? json.data : null);
    // Not remembered: the same id may come again, corrected.
    if (sender.success) {
      const error = { code: 'INVALID_REQUEST', message: decoded.rejection.message };
      const reply = { ...sender.data, outcome: 'refused' as const, run_id: null, error };
      await this.#store.transaction((tx) => tx.sendReply(reply, traceparent));
    }
    return decoded.rejection;
  }
}

const toRequest = (trigger: PipelineTrigger, traceparent: string | null): RunRequest => ({
  triggerId: trigger.id,
  dagId: trigger.dag_id,
  runId: null,
  type: 'manual',
  triggeredBy: 'operator',
  policy: trigger.policy ?? 'each',
  logicalDate:
    trigger.logical_date === null || trigger.logical_date === undefined
      ? null
      : Date.parse(trigger.logical_date),
  conf: trigger.conf ?? {},
  note: null,
  traceparent,
});
