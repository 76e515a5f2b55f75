import {
  TOPICS,
  type AlertRaised,
  type DriftDetected,
  type PipelineTrigger,
} from '@headroom/contracts';
import type { EventToSend, Publisher } from '@headroom/messaging';
import type { Logger } from '@headroom/service-kit';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { DriftAlerts } from '../../domain/drift-alerts.ts';

const SOURCE = 'headroom/drift';
const RULE = 'drift.columns';

/** Tells of drift by a log line, `drift.detected.v1` and `alerts.raised.v1`; asks for a retraining where one is named. */
export class KafkaDriftAlerts implements DriftAlerts {
  readonly #publisher: Publisher;
  readonly #logger: Logger;

  constructor(publisher: Publisher, logger: Logger) {
    this.#publisher = publisher;
    this.#logger = logger;
  }

  async raise(drift: DriftDetected): Promise<void> {
    const alert = alertOf(drift);
    this.#logger.warn({ run_id: drift.run_id, drifted: drift.drifted }, alert.message);
    // Ids depend on the run alone: a repetition is recognised.
    await this.#publisher.publish([
      {
        topic: TOPICS.driftDetected,
        id: `${drift.dag_id}/${drift.run_id}`,
        source: SOURCE,
        key: drift.dag_id,
        subject: drift.run_id,
        time: new Date(drift.as_of).toISOString(),
        data: drift,
      },
      {
        topic: TOPICS.alertsRaised,
        id: alert.id,
        source: SOURCE,
        key: alert.id,
        subject: drift.run_id,
        data: alert,
      },
      ...(drift.retraining === null ? [] : [retraining(drift.dag_id, drift.retraining)]),
    ]);
  }
}

function alertOf({ dag_id, run_id, as_of, drifted, tested, report }: DriftDetected): AlertRaised {
  const names = drifted.map(({ column }) => column).join(', ');
  return {
    id: `${RULE}/${dag_id}/${run_id}`,
    rule: RULE,
    severity: 'warning',
    service: 'drift',
    message: `${drifted.length} of ${tested} columns have drifted: ${names}`,
    dag_id,
    run_id,
    event_time: as_of,
    file: report.uri,
  };
}

function retraining(dagId: string, id: string): EventToSend {
  const data: PipelineTrigger = { id, dag_id: dagId, policy: 'coalesce' };
  return {
    topic: TOPICS.pipelineTriggers,
    id,
    source: SOURCE,
    key: dagId,
    data,
    // The run that it starts has a trace of its own.
    cause: { trace: ROOT_CONTEXT },
  };
}
