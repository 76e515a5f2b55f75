import type { WallClock } from '@headroom/service-kit';
import type { Database } from '@headroom/storage';
import type { Call } from './adapters/http/mlflow/call.ts';
import { experimentCalls } from './adapters/http/mlflow/tracking/experiment-calls.ts';
import { loggingCalls } from './adapters/http/mlflow/tracking/logging-calls.ts';
import { metricCalls } from './adapters/http/mlflow/tracking/metric-calls.ts';
import { runCalls } from './adapters/http/mlflow/tracking/run-calls.ts';
import { MetricWriter } from './adapters/postgres/tracking/log-metrics.ts';

/** Experiments, runs, metrics and search. */
export function trackingCalls(database: Database, clock: WallClock): readonly Call[] {
  const now = () => clock.now();
  return [
    ...experimentCalls(database, now),
    ...runCalls(database, now),
    ...loggingCalls(database, new MetricWriter(database)),
    ...metricCalls(database),
  ];
}
