import {
  BatchEngine,
  FEATURE_VIEWS,
  FeatureMatrix,
  HOUR_MS,
  INTERACTION_COUNT,
  interactionColumns,
  METRICS,
  resolveFeatureService,
  targetColumn,
  VECTOR_OFFSETS,
  type FeatureSource,
  type MetricName,
} from '@headroom/feature-engine';
import { uniform } from '@headroom/statistics';
import type { Column } from '@headroom/storage';
import type { SnapshotRows } from '../domain/snapshot-rows.ts';

export const T0 = Date.UTC(2025, 0, 6);

export interface MadeSnapshot {
  readonly services: number;
  readonly hours: number;
  readonly seed: number;
  /** A cpu that never changes. */
  readonly constantCpu?: boolean;
  /** Metrics with values; all unless told. */
  readonly metrics?: readonly MetricName[];
}

/**
 * A training snapshot of hourly services whose cpu follows the hour of day, features by the real engine. For tests:
 * small, quick, and with something to learn.
 */
export function madeSnapshot(made: MadeSnapshot): SnapshotRows {
  const { services, hours, seed } = made;
  const metrics = made.metrics ?? METRICS.map(({ name }) => name);
  const random = uniform(seed);
  const matrix = new FeatureMatrix(services * hours);
  const engine = new BatchEngine(HOUR_MS);
  const ends = Float64Array.from({ length: hours }, (_, hour) => T0 + (hour + 1) * HOUR_MS);
  for (let service = 0; service < services; service++) {
    const values = METRICS.map(() => new Float64Array(hours));
    let noise = 0;
    for (let hour = 0; hour < hours; hour++) {
      noise = 0.8 * noise + 0.04 * (random() - 0.5);
      const wave = 0.3 * Math.sin((2 * Math.PI * (hour + 5 * service)) / 24) + noise;
      const cpu = 0.5 + (made.constantCpu === true ? 0 : wave);
      METRICS.forEach(({ name }, m) => {
        const column = values[m];
        if (column === undefined) return;
        const there = metrics.includes(name) && random() > 0.02;
        column[hour] = there ? (m === 0 ? cpu : cpu * (m + 1) * (1 + 0.1 * random())) : NaN;
      });
    }
    engine.append({ ends, metrics: values, arrivalSeqs: ends.map((_, i) => i) }, matrix);
  }
  return rowsOf(matrix, made);
}

function rowsOf(matrix: FeatureMatrix, { services, hours }: MadeSnapshot): SnapshotRows {
  const { ends, columns: vector } = matrix.view();
  const missing = () => new Float64Array(ends.length).fill(NaN);
  const cluster = FEATURE_VIEWS.flatMap(({ source, features }) =>
    source === 'cluster' ? features.map(missing) : [],
  );
  const interactions = Array.from({ length: INTERACTION_COUNT }, missing);
  interactionColumns(vector.slice(0, METRICS.length), missing(), interactions);
  const sources: Record<FeatureSource, readonly Float64Array[]> = {
    vector,
    cluster,
    on_demand: interactions,
  };
  const target = missing();
  const names = Array.from({ length: services }, (_, i) => `service-${i}`);
  names.forEach((_, i) => {
    const part = (values: Float64Array) => values.subarray(i * hours, (i + 1) * hours);
    const cpu = vector[VECTOR_OFFSETS.workload] ?? missing();
    targetColumn(part(ends), part(cpu), HOUR_MS, part(target));
  });
  return {
    services: names.flatMap((name) => new Array<string>(hours).fill(name)),
    clusters: names.flatMap((_, i) => new Array<string>(hours).fill(`cluster-${i % 2}`)),
    times: ends,
    target,
    columns: new Map(
      resolveFeatureService('cloud_optimizer_training').signature.map(({ name, source, index }) => [
        name,
        sources[source][index] ?? missing(),
      ]),
    ),
  };
}

/** As the feature store writes them. */
export const snapshotColumns = (snapshot: SnapshotRows): Column[] => [
  { name: 'service_id', type: 'string', values: snapshot.services },
  { name: 'cluster_id', type: 'string', values: snapshot.clusters },
  { name: 'event_timestamp', type: 'timestamp', values: snapshot.times },
  ...[...snapshot.columns].map(([name, values]): Column => ({ name, type: 'float64', values })),
  { name: 'y', type: 'float64', values: snapshot.target },
];
