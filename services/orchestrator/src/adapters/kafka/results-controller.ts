import { TOPICS } from '@headroom/contracts';
import {
  decodeJson,
  drop,
  KafkaBatch,
  OK,
  type BatchContext,
  type Delivered,
  type Outcome,
} from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { ApplyEvent } from '../../usecases/apply-event.ts';

/** Takes what services tell of their tasks. Order of effects: the run's transaction (state and outbox), then the offset. */
@Controller()
export class ResultsController {
  readonly #applyEvent: ApplyEvent;

  constructor(@Inject(ApplyEvent) applyEvent: ApplyEvent) {
    this.#applyEvent = applyEvent;
  }

  @KafkaBatch(TOPICS.pipelineResults, { group: 'orchestrator' })
  async handle(messages: readonly Delivered[], batch: BatchContext): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const message of messages) {
      outcomes.push(await context.with(message.trace, () => this.#take(message)));
      await batch.heartbeat();
    }
    return outcomes;
  }

  async #take(message: Delivered): Promise<Outcome> {
    const decoded = decodeJson(TOPICS.pipelineResults, message);
    if (!decoded.ok) return decoded.rejection;
    const result = decoded.data;
    const run = { dagId: result.task.dag_id, runId: result.task.run_id };
    switch (await this.#applyEvent.execute(run, { kind: 'result', result })) {
      case 'applied':
        return OK;
      case 'ignored':
        return drop('repeated, or of a try that is over');
      case 'unknown':
        return drop(`there is no run ${run.runId} of ${run.dagId}`);
    }
  }
}
