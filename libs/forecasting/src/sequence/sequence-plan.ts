import { FEATURE_VIEWS, METRICS, type MetricName } from '@headroom/feature-engine';
import { columnIndex } from '../column-index.ts';
import { ForecastingError } from '../error.ts';

/** Step j is the bucket at t − (23 − j)·C: 23 lags, then the row's own bucket. */
export const SEQUENCE_STEPS = 24;

/** How a recurrent model's input is read out of a row of features. */
export interface SequencePlan {
  /** The metrics that the rows hold, in the order of all vectors. cpu_utilization comes first. */
  readonly metrics: readonly MetricName[];
  /** Values a step: each metric, then for each metric 1 where it is there and 0 where it is missing. */
  readonly channels: number;
  /** [steps, metrics]: positions in the row. */
  readonly values: Int32Array;
  /** Positions of the calendar features of t. */
  readonly calendar: Int32Array;
  readonly level: number;
  readonly scale: number;
}

const CALENDAR = FEATURE_VIEWS.filter((view) => view.name === 'temporal_features').flatMap((view) =>
  view.features.map((feature) => feature.name),
);

/** @throws ForecastingError COLUMNS if a lag of a metric, a calendar feature, level or scale is missing */
export function sequencePlan(columns: readonly string[]): SequencePlan {
  const present = METRICS.filter((metric) => columns.includes(metric.name));
  if (present[0]?.name !== 'cpu_utilization')
    throw new ForecastingError('COLUMNS', 'the row lacks cpu_utilization, which is forecast');
  const lags = Array.from({ length: SEQUENCE_STEPS }, (_, step) => SEQUENCE_STEPS - 1 - step);
  const values = lags.flatMap((lag) =>
    present.map(({ name, short }) => (lag === 0 ? name : `${short}_lag_${lag}`)),
  );
  const [level = -1, scale = -1] = columnIndex(['level', 'scale'], columns);
  return {
    metrics: present.map((metric) => metric.name),
    channels: 2 * present.length,
    values: columnIndex(values, columns),
    calendar: columnIndex(CALENDAR, columns),
    level,
    scale,
  };
}
