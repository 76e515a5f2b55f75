import { ALGORITHMS, type Algorithm, type TASKS, type TrainedModel } from '@headroom/contracts';
import type { z } from 'zod';

type Inputs = z.infer<(typeof TASKS.compare_and_register_models)['inputs']>;

const file = (uri: string) => ({ uri, sha256: 'a'.repeat(64), bytes: 1 });
const split = (mae: number) => ({
  rows: 10,
  mae,
  rmse: mae * 1.3,
  r2: 0.9,
  mase: 0.8,
  relative_mae: 0.8,
  seasonal_relative_mae: null,
  seasonal_rows: 0,
});
const trained = (algorithm: Algorithm, mae: number): TrainedModel => ({
  algorithm,
  bundle: file(`models/${algorithm}/bundle.json`),
  model_file: file(`models/${algorithm}/model.txt`),
  predictions: file(`models/${algorithm}/predictions.parquet`),
  params: { max_depth: 6 },
  metrics: { train: split(mae), validation: split(mae), test: split(mae) },
  per_service: { a: 0.8 },
  seconds: 2,
  peak_memory_bytes: 1e8,
  library: `${algorithm} 1`,
});
/** Inputs of one run, with the validation MAE of each of the five. */
export const inputs = (maes: readonly number[]): Inputs => ({
  snapshot: {
    file: file('data/processed/s.parquet'),
    feature_service: 'cloud_optimizer_training',
    definition_hash: 'h',
    cadence_ms: 3_600_000,
    as_of: 0,
    rows: 10,
    services: ['a'],
    declared: ['cpu_utilization'],
  },
  trained: ALGORITHMS.map((algorithm, i) => trained(algorithm, maes[i] ?? 1)),
  failed: [],
});
export const task = (run: string) => ({
  dag_id: 'd',
  run_id: run,
  task_id: 'compare_and_register_models',
  map_index: -1,
});
