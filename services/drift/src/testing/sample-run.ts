import type {
  Champion,
  Dataset,
  Snapshot,
  TASKS,
  TaskInstance,
  TrainedModel,
} from '@headroom/contracts';
import type { Column, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { z } from 'zod';

const HOUR = 3_600_000;
const T0 = Date.UTC(2025, 0, 1);
const SERVICES = ['svc-a', 'svc-b'];

export interface SampleOptions {
  /** Hours of each service. */
  readonly hours?: number;
  /** Added to latency_p95_ms from 85 % on, where the test split begins. */
  readonly latencyShift?: number;
  /** Share of scale_up from 85 % on; 3 % before. */
  readonly scaleUps?: number;
  /** Without it the data set has no labels. */
  readonly labels?: boolean;
}

export const CHAMPION: Champion = {
  name: 'cloud-optimizer-lightgbm',
  version: '3',
  algorithm: 'lightgbm',
  run_id: 'run-lightgbm',
};

export const DRIFT_TASK: TaskInstance = {
  dag_id: 'ml_cloud_optimizer_pipeline',
  run_id: 'manual__2025-02-01T00:00:00+00:00',
  task_id: 'detect_drift',
  map_index: -1,
};

/** A finished run's files and what the two tasks are told of them: cpu, latency and requests of two services. */
export async function sampleRun(
  objects: ObjectStore,
  parquet: ParquetFiles,
  options: SampleOptions = {},
): Promise<{
  detect: z.output<(typeof TASKS.detect_drift)['inputs']>;
  report: z.output<(typeof TASKS.generate_report)['inputs']>;
}> {
  const rows = sampleRows(options);
  const write = (key: string, columns: Column[]) =>
    objects.write(key, (path) => parquet.write(path, columns));
  const dataset: Dataset = {
    file: await write('data/raw/workload.parquet', datasetColumns(rows, options)),
    source: 'headroom/generation#42',
    rows: rows.length,
    services: SERVICES.length,
    first_event: T0,
    last_event: T0 + (options.hours ?? 400) * HOUR,
  };
  const snapshot: Snapshot = {
    file: await write('data/processed/features.parquet', snapshotColumns(rows)),
    feature_service: 'cloud_optimizer_training',
    definition_hash: 'h',
    cadence_ms: HOUR,
    as_of: dataset.last_event,
    rows: rows.length,
    services: SERVICES,
    declared: ['cpu_utilization', 'latency_p95_ms', 'request_rate'],
  };
  const predictions = await write('models/lightgbm/predictions.parquet', predictionColumns(rows));
  const trained = [modelOf('gru', 0.05, predictions), modelOf('lightgbm', 0.04, predictions)];
  const run = { dataset, snapshot, trained, challenger: { ...CHAMPION, bundle: predictions } };
  return {
    detect: run,
    report: {
      ...run,
      champion: CHAMPION,
      promoted: true,
      reason: 'past all gates',
      gates: {
        passed: true,
        gates: [
          { gate: 'size', status: 'passed', message: 'small', observed: 1, threshold: 2 },
          { gate: 'better', status: 'skipped', message: 'none', observed: null, threshold: null },
        ],
        rows: 0,
        challenger_mae: null,
        champion_mae: null,
      },
      checks: [
        {
          check: 'non_empty',
          status: 'passed',
          message: 'rows are there',
          column: null,
          row: null,
          observed: rows.length,
          threshold: null,
        },
      ],
      validation_report: predictions,
      models: trained.map(({ algorithm, metrics }) => ({
        algorithm,
        name: `cloud-optimizer-${algorithm}`,
        version: '3',
        run_id: `run-${algorithm}`,
        validation_mae: metrics.validation.mae,
      })),
    },
  };
}

interface SampleRow {
  readonly service: string;
  readonly time: number;
  /** Where in the time of its service, 0…1. */
  readonly position: number;
  readonly cpu: number;
  readonly latency: number;
  readonly requests: number;
  readonly label: string;
}

function sampleRows({
  hours = 400,
  latencyShift = 0,
  scaleUps = 0.03,
}: SampleOptions): SampleRow[] {
  return SERVICES.flatMap((service, s) =>
    Array.from({ length: hours }, (_, hour): SampleRow => {
      const position = hour / (hours - 1);
      const late = position > 0.85;
      const noise = (salt: number) => scattered(s * hours + hour, salt);
      return {
        service,
        time: T0 + (hour + 1) * HOUR,
        position,
        cpu: 0.2 + 0.5 * noise(1),
        latency: 80 + 40 * noise(2) + (late ? latencyShift : 0),
        requests: hour % 50 === 0 ? NaN : 1000 * noise(3),
        label: noise(4) < (late ? scaleUps : 0.03) ? 'scale_up' : 'none',
      };
    }),
  );
}

/** Uniform in 0…1 and without pattern, the same for the same place: the fraction of a large sine. */
function scattered(place: number, salt: number): number {
  const value = Math.sin((place + 1) * 12.9898 + salt * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}

const text = (name: string, values: readonly string[]): Column => ({
  name,
  type: 'string',
  values,
});
const number = (name: string, values: readonly number[]): Column => ({
  name,
  type: 'float64',
  values: Float64Array.from(values),
});
const time = (name: string, values: readonly number[]): Column => ({
  name,
  type: 'timestamp',
  values: Float64Array.from(values),
});

/** A record lies anywhere in the bucket that its snapshot row ends. */
const datasetColumns = (rows: readonly SampleRow[], { labels = true }: SampleOptions): Column[] => [
  time(
    'timestamp',
    rows.map((row) => row.time - HOUR / 2),
  ),
  text(
    'service_id',
    rows.map((row) => row.service),
  ),
  ...(labels
    ? [
        text(
          'scaling_event',
          rows.map((row) => row.label),
        ),
      ]
    : []),
];

const snapshotColumns = (rows: readonly SampleRow[]): Column[] => [
  text(
    'service_id',
    rows.map((row) => row.service),
  ),
  text(
    'cluster_id',
    rows.map(() => 'c'),
  ),
  time(
    'event_timestamp',
    rows.map((row) => row.time),
  ),
  number(
    'cpu_utilization',
    rows.map((row) => row.cpu),
  ),
  number(
    'latency_p95_ms',
    rows.map((row) => row.latency),
  ),
  number(
    'request_rate',
    rows.map((row) => row.requests),
  ),
];

function predictionColumns(rows: readonly SampleRow[]): Column[] {
  const judged = rows.filter((row) => row.position > 0.7);
  return [
    text(
      'split',
      judged.map((row) => (row.position > 0.85 ? 'test' : 'validation')),
    ),
    text(
      'service_id',
      judged.map((row) => row.service),
    ),
    time(
      'event_timestamp',
      judged.map((row) => row.time),
    ),
    number(
      'y',
      judged.map((row) => row.cpu),
    ),
    // svc-b is predicted 0.1 too high, svc-a exactly.
    number(
      'prediction',
      judged.map((row) => row.cpu + (row.service === 'svc-b' ? 0.1 : 0)),
    ),
    number(
      'persistence',
      judged.map((row) => row.cpu - 0.2),
    ),
  ];
}

function modelOf(
  algorithm: TrainedModel['algorithm'],
  mae: number,
  file: TrainedModel['predictions'],
): TrainedModel {
  const split = {
    rows: 100,
    mae,
    rmse: mae,
    r2: 0.9,
    mase: 0.8,
    relative_mae: 0.8,
    seasonal_relative_mae: null,
    seasonal_rows: 0,
  };
  return {
    algorithm,
    bundle: file,
    model_file: file,
    predictions: file,
    params: { rounds: 150 },
    metrics: { train: split, validation: split, test: split },
    per_service: { 'svc-a': 0.8, 'svc-b': 0.9 },
    seconds: 1.5,
    peak_memory_bytes: 1e8,
    library: `${algorithm} 1.0`,
  };
}
