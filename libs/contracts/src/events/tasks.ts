import { z } from 'zod';
import { Algorithm } from './model.ts';
import { ObjectRef } from './object.ts';
import { TaskError } from './pipeline.ts';
import { GateLimits, GateReport, ServedVersion } from './promotion.ts';

/** What a file of workload records holds, told by whoever wrote it; engineer_features waits until `rows` have arrived. */
export const Dataset = z.object({
  file: ObjectRef,
  /** `ce_source` under which the same rows were published to `workload.raw.v1`; null if they were in the store already. */
  source: z.string().nullable(),
  rows: z.int().min(0),
  services: z.int().min(0),
  /** First and last event time, epoch ms. `last_event` is the run's event "now". */
  first_event: z.int(),
  last_event: z.int(),
});
export type Dataset = z.infer<typeof Dataset>;

/** One check of a data set; `failed` fails the task, `warned` does not. */
export const QualityCheck = z.object({
  check: z.string(),
  status: z.enum(['passed', 'warned', 'failed']),
  message: z.string(),
  column: z.string().nullable(),
  /** First offending row, 0-based, where there is one. */
  row: z.int().nullable(),
  observed: z.number().nullable(),
  threshold: z.number().nullable(),
});
export type QualityCheck = z.infer<typeof QualityCheck>;

/** A training snapshot: one row a service and closed bucket, all columns of the feature service, and the target. */
export const Snapshot = z.object({
  file: ObjectRef,
  feature_service: z.string(),
  definition_hash: z.string(),
  cadence_ms: z.int().positive(),
  as_of: z.int(),
  rows: z.int().min(0),
  services: z.array(z.string()),
  /** Metrics that some service declares; columns of the others are absent from every signature. */
  declared: z.array(z.string()),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** Errors of one model on one split, in units of cpu utilisation (a fraction), and against the yardsticks. */
export const SplitMetrics = z.object({
  rows: z.int(),
  mae: z.number(),
  rmse: z.number(),
  r2: z.number(),
  mase: z.number().nullable(),
  /** MAE over that of persistence (`level`) on the same rows. */
  relative_mae: z.number(),
  /** MAE over that of the value a day before, on the rows that have one. */
  seasonal_relative_mae: z.number().nullable(),
  seasonal_rows: z.int(),
});
export type SplitMetrics = z.infer<typeof SplitMetrics>;

export const TrainedModel = z.object({
  algorithm: Algorithm,
  /** The model bundle (JSON, libs/forecasting): signature, transform, scaler and where the trees or weights are. */
  bundle: ObjectRef,
  model_file: ObjectRef,
  /** Test and validation predictions beside the truth, Parquet. */
  predictions: ObjectRef,
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  metrics: z.object({ train: SplitMetrics, validation: SplitMetrics, test: SplitMetrics }),
  /** Relative MAE to persistence on test, per service. */
  per_service: z.record(z.string(), z.number()),
  seconds: z.number(),
  peak_memory_bytes: z.number(),
  library: z.string(),
  /** Charts and the figures behind them, by file name. */
  artifacts: z.record(z.string(), ObjectRef).optional(),
  /** What was told while it was fitted, a JSON line each. */
  log: ObjectRef.optional(),
});
export type TrainedModel = z.infer<typeof TrainedModel>;

/** A model that could not be trained: why, and what it was told. */
export const FailedTraining = z.object({
  algorithm: Algorithm,
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  error: TaskError,
});
export type FailedTraining = z.infer<typeof FailedTraining>;

export const Champion = z.object({
  name: z.string(),
  version: z.string(),
  algorithm: Algorithm,
  /** Empty where a client registered it without a run. */
  run_id: z.string(),
});
export type Champion = z.infer<typeof Champion>;

export const RegisteredModel = z.object({
  algorithm: Algorithm,
  name: z.string(),
  version: z.string(),
  run_id: z.string(),
  validation_mae: z.number(),
});
export type RegisteredModel = z.infer<typeof RegisteredModel>;

/**
 * The tasks of the pipeline: what each takes and what it leaves as XComs. A service checks its inputs against its task;
 * the orchestrator builds them from the outputs of the tasks before.
 */
export const TASKS = {
  generate_data: {
    inputs: z.object({
      /** `generate`: CloudWorkloadGenerator. `store`: the last 42 days before as_of, exported by the feature store. */
      source: z.enum(['generate', 'store']),
      seed: z.int().default(42),
      n_records: z.int().positive().default(10_000),
      start_date: z.iso.date().default('2025-01-01'),
      n_services: z.int().positive().default(10),
      /** With `store`: an imported data set, taken as it is, however long; nothing is exported. */
      dataset: Dataset.optional(),
    }),
    outputs: z.object({ dataset: Dataset }),
  },
  validate_data: {
    inputs: z.object({
      dataset: Dataset,
      max_missing_share: z.number().min(0).max(1).default(0.05),
    }),
    outputs: z.object({
      report: ObjectRef,
      checks: z.array(QualityCheck),
      declared: z.array(z.string()),
    }),
  },
  engineer_features: {
    inputs: z.object({
      dataset: Dataset,
      declared: z.array(z.string()),
      feature_service: z.string().default('cloud_optimizer_training'),
    }),
    outputs: z.object({ snapshot: Snapshot }),
  },
  train_tabular_model: {
    inputs: z.object({
      model: z.enum(['xgboost', 'lightgbm', 'catboost']),
      snapshot: Snapshot,
      seed: z.int().default(42),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    outputs: z.object({ trained: TrainedModel }),
  },
  train_timeseries_model: {
    inputs: z.object({
      model: z.enum(['lstm', 'gru']),
      snapshot: Snapshot,
      seed: z.int().default(42),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    outputs: z.object({ trained: TrainedModel }),
  },
  compare_and_register_models: {
    inputs: z.object({
      snapshot: Snapshot,
      /** Models are compared and registered without those that failed; with none at all the task fails. */
      trained: z.array(TrainedModel),
      failed: z.array(FailedTraining).default([]),
    }),
    outputs: z.object({
      parent_run_id: z.string(),
      models: z.array(RegisteredModel),
      /** The best of the run, by validation MAE. */
      challenger: ServedVersion,
      /** What serves; null before the first promotion. */
      champion: ServedVersion.nullable(),
    }),
  },
  judge_challenger: {
    inputs: z.object({
      snapshot: Snapshot,
      challenger: ServedVersion,
      champion: ServedVersion.nullable(),
      limits: GateLimits.prefault({}),
    }),
    outputs: z.object({ gates: GateReport }),
  },
  promote_challenger: {
    inputs: z.object({
      challenger: ServedVersion,
      champion: ServedVersion.nullable(),
      gates: GateReport,
    }),
    outputs: z.object({
      promoted: z.boolean(),
      reason: z.string(),
      /** What serves now. */
      champion: Champion.nullable(),
    }),
  },
  detect_drift: {
    inputs: z.object({
      /** Its categorical labels are tested; the snapshot holds numbers alone. */
      dataset: Dataset,
      snapshot: Snapshot,
      trained: z.array(TrainedModel),
      /** The best of the run, whose predictions are tested. */
      challenger: ServedVersion,
    }),
    outputs: z.object({ report: ObjectRef, drifted: z.array(z.string()), tested: z.int() }),
  },
  generate_report: {
    inputs: z.object({
      dataset: Dataset,
      checks: z.array(QualityCheck),
      validation_report: ObjectRef,
      snapshot: Snapshot,
      trained: z.array(TrainedModel),
      models: z.array(RegisteredModel),
      challenger: ServedVersion,
      gates: GateReport,
      promoted: z.boolean(),
      reason: z.string(),
      champion: Champion.nullable(),
    }),
    outputs: z.object({ report: ObjectRef }),
  },
} as const;
export type TaskId = keyof typeof TASKS;
