import { ATTRIBUTES, METRIC_NAMES } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';
import type { Outcome } from '../port.ts';

export interface BatchMetrics {
  retried(): void;
  handled(outcomes: readonly Outcome[]): void;
  finished(): void;
}

/** Counters of one batch. Instruments are looked up each time: the SDK may be set after this module is loaded. */
export function batchMetrics(topic: string, group: string): BatchMetrics {
  const meter = metrics.getMeter('headroom.messaging');
  const labels = { [ATTRIBUTES.topic]: topic, [ATTRIBUTES.group]: group };
  const startedAt = performance.now();
  return {
    retried: () => meter.createCounter(METRIC_NAMES.handlerRetries).add(1, labels),
    handled: (outcomes) => {
      meter.createCounter(METRIC_NAMES.messagesHandled).add(outcomes.length, labels);
      for (const outcome of outcomes) {
        if (outcome.kind !== 'dead-letter') continue;
        meter
          .createCounter(METRIC_NAMES.messagesDeadLettered)
          .add(1, { ...labels, [ATTRIBUTES.reason]: outcome.reason });
      }
    },
    finished: () =>
      meter
        .createHistogram(METRIC_NAMES.batchSeconds)
        .record((performance.now() - startedAt) / 1000, labels),
  };
}
