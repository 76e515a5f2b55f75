import { METRIC_COUNT } from '../metrics.ts';
import type { FeatureDefinition } from './feature-views.ts';
import { FEATURE_VIEWS } from './feature-views.ts';
import { TEMPORAL_NAMES } from './temporal-names.ts';
import { LAG_COUNT, ROLLING_STATISTICS, ROLLING_WINDOWS } from './windows.ts';

const rollingPerMetric = ROLLING_WINDOWS.length * ROLLING_STATISTICS.length;

const temporal = METRIC_COUNT;
const rolling = temporal + TEMPORAL_NAMES.length;
const lag = rolling + METRIC_COUNT * rollingPerMetric;
const level = lag + METRIC_COUNT * LAG_COUNT;

/** First column of each part of the stored service vector. Inside a part: metric, then window and statistic or lag. */
export const VECTOR_OFFSETS = {
  workload: 0,
  temporal,
  rolling,
  lag,
  level,
  scale: level + 1,
  relative: level + 2,
} as const;

const stored = FEATURE_VIEWS.filter((view) => view.source === 'vector').flatMap(
  (view) => view.features,
);

/** Columns of the stored vector that have a `{f}_rel` twin: cpu, its rolling statistics and its lags, in vector order. */
export const RELATIVE_SOURCES: readonly number[] = [
  VECTOR_OFFSETS.workload,
  ...Array.from({ length: rollingPerMetric }, (_, i) => VECTOR_OFFSETS.rolling + i),
  ...Array.from({ length: LAG_COUNT }, (_, i) => VECTOR_OFFSETS.lag + i),
];

/** A spread is measured in scales; everything else as its distance from the level in scales. */
export const RELATIVE_IS_SPREAD: readonly boolean[] = RELATIVE_SOURCES.map((column) =>
  (stored[column]?.name ?? '').endsWith('_std'),
);

/** `level`, `scale` and the `{f}_rel`: in every stored vector and model signature, not counted as features. */
export const EXTRA_COLUMNS: readonly FeatureDefinition[] = [
  { name: 'level', metrics: ['cpu_utilization'] },
  { name: 'scale', metrics: ['cpu_utilization'] },
  ...RELATIVE_SOURCES.map((column): FeatureDefinition => {
    const base = stored[column];
    return { name: `${base?.name ?? ''}_rel`, metrics: ['cpu_utilization'] };
  }),
];

/** The stored service vector: workload, temporal, rolling and lag features, then the extra columns. */
export const VECTOR_COLUMNS: readonly FeatureDefinition[] = [...stored, ...EXTRA_COLUMNS];

/** Length of a stored vector, in float64 values. */
export const VECTOR_LENGTH = VECTOR_COLUMNS.length;
