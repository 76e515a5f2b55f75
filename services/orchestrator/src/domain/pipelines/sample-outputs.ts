import { ALGORITHMS, type Algorithm, type TASKS, type TaskId } from '@headroom/contracts';
import type { z } from 'zod';

type Outputs = { [T in TaskId]: z.infer<(typeof TASKS)[T]['outputs']> };

const file = (uri: string) => ({ uri, sha256: 'a'.repeat(64), bytes: 1 });
const split = {
  rows: 100,
  mae: 0.04,
  rmse: 0.06,
  r2: 0.9,
  mase: 0.8,
  relative_mae: 0.8,
  seasonal_relative_mae: 0.7,
  seasonal_rows: 90,
};

const trained = (algorithm: Algorithm) => ({
  algorithm,
  bundle: file(`models/${algorithm}.json`),
  model_file: file(`models/${algorithm}.bin`),
  predictions: file(`models/${algorithm}.parquet`),
  params: {},
  metrics: { train: split, validation: split, test: split },
  per_service: { 'service-01': 0.8 },
  seconds: 1,
  peak_memory_bytes: 1,
  library: algorithm,
});

const champion = { name: 'lightgbm', version: '1', algorithm: 'lightgbm', run_id: 'r' } as const;
const challenger = { ...champion, bundle: file('models/lightgbm.json') };
const gate = {
  gate: 'size',
  status: 'passed',
  message: 'small',
  observed: 1,
  threshold: 2,
} as const;

const SAMPLES: Omit<Outputs, 'train_tabular_model' | 'train_timeseries_model'> = {
  generate_data: {
    dataset: {
      file: file('data/raw/workload_42.parquet'),
      source: 'headroom/generation#42',
      rows: 10_000,
      services: 10,
      first_event: Date.UTC(2025, 0, 1, 1),
      last_event: Date.UTC(2025, 1, 11, 16),
    },
  },
  validate_data: { report: file('reports/v.json'), checks: [], declared: ['cpu_utilization'] },
  engineer_features: {
    snapshot: {
      file: file('data/processed/s.parquet'),
      feature_service: 'cloud_optimizer_training',
      definition_hash: 'h',
      cadence_ms: 3_600_000,
      as_of: Date.UTC(2025, 1, 11, 16),
      rows: 9_000,
      services: ['service-01'],
      declared: ['cpu_utilization'],
    },
  },
  compare_and_register_models: {
    parent_run_id: 'p',
    models: ALGORITHMS.map((algorithm) => ({
      algorithm,
      name: algorithm,
      version: '1',
      run_id: 'r',
      validation_mae: 0.04,
    })),
    challenger,
    champion: null,
  },
  judge_challenger: {
    gates: { passed: true, gates: [gate], rows: 0, challenger_mae: null, champion_mae: null },
  },
  promote_challenger: { promoted: true, reason: 'past all gates', champion },
  detect_drift: { report: file('reports/d.json'), drifted: [], tested: 8 },
  generate_report: { report: file('reports/r.json') },
};

const MODELS = {
  train_tabular_model: ['xgboost', 'lightgbm', 'catboost'],
  train_timeseries_model: ['lstm', 'gru'],
} as const;

/** For tests: an answer of every task that its contract accepts. */
export function sampleOutputs(taskId: string, mapIndex: number): Record<string, unknown> {
  const models = Object.entries(MODELS).find(([id]) => id === taskId)?.[1];
  const model = models?.[mapIndex];
  if (model !== undefined) return { trained: trained(model) };
  return Object.entries(SAMPLES).find(([id]) => id === taskId)?.[1] ?? {};
}
