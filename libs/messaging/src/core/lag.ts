import { ATTRIBUTES, METRIC_NAMES } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';

export interface LagGauge {
  /** Messages of a partition that are not committed yet. */
  set(partition: number, lag: number): void;
  /**
   * The partitions are someone else's now: zero, so that a sum over replicas stays right. Left out, the SDK would go on
   * reporting their last value.
   */
  clear(): void;
  stop(): void;
}

export function lagGauge(topic: string, group: string): LagGauge {
  const byPartition = new Map<number, number>();
  const gauge = metrics
    .getMeter('headroom.messaging')
    .createObservableGauge(METRIC_NAMES.consumerLag);
  const observe: Parameters<typeof gauge.addCallback>[0] = (result) => {
    for (const [partition, lag] of byPartition) {
      result.observe(lag, {
        [ATTRIBUTES.topic]: topic,
        [ATTRIBUTES.group]: group,
        [ATTRIBUTES.partition]: String(partition),
      });
    }
  };
  gauge.addCallback(observe);
  return {
    set: (partition, lag) => byPartition.set(partition, Math.max(0, lag)),
    clear: () => {
      for (const partition of byPartition.keys()) byPartition.set(partition, 0);
    },
    stop: () => gauge.removeCallback(observe),
  };
}
