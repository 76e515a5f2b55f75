import type { TrainedModel } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { resultLines } from './result-lines.ts';

const file = { uri: 'x', sha256: 'a'.repeat(64), bytes: 1 };
const model = (algorithm: TrainedModel['algorithm'], mae: number): TrainedModel => {
  const split = {
    rows: 10,
    mae,
    rmse: mae,
    r2: 0.9,
    mase: null,
    relative_mae: mae * 20,
    seasonal_relative_mae: 0.5,
    seasonal_rows: 9,
  };
  return {
    algorithm,
    bundle: file,
    model_file: file,
    predictions: file,
    params: {},
    metrics: { train: split, validation: split, test: split },
    per_service: { a: mae * 20, b: 1.25 },
    seconds: 1.25,
    peak_memory_bytes: 250e6,
    library: 'x',
  };
};
const challenger = {
  bundle: { uri: 'b', sha256: 'a'.repeat(64), bytes: 1 },
  name: 'cloud_optimizer_gru',
  version: '3',
  algorithm: 'gru',
  run_id: 'r',
} as const;

it('ranks the models, marks the best, tells the gates, and leaves unknown figures as a dash', () => {
  const lines = resultLines({
    trained: [model('gru', 0.05), model('lightgbm', 0.04)],
    challenger,
    gates: [
      { gate: 'better', status: 'failed', message: 'no better', observed: 0.5, threshold: 0.95 },
    ],
    promotion: {
      promoted: false,
      reason: 'not promoted: no better',
      champion: { name: 'cloud_optimizer_gru', version: '2', algorithm: 'gru', run_id: 'q' },
    },
    drift: { drifted: ['cpu_utilization'], tested: 10 },
    report: '/r.json',
    noiseFloor: 0.026,
  });
  expect(lines.slice(1, 4)).toEqual([
    "  model        MAE    RMSE     R²  MASE  / persistence  / day before  seconds   MB  guide's MAE*",
    '  lightgbm  0.0400  0.0400  0.900     –          0.800         0.500      1.3  250         0.079',
    '  gru ★     0.0500  0.0500  0.900     –          1.000         0.500      1.3  250         0.095',
  ]);
  expect(lines).toContain('Noise floor of these data: MAE 0.0260');
  expect(lines).toContain('  b           1.250  1.250');
  expect(lines).toContain('  mean        1.025  1.125');
  expect(lines).toContain('★ cloud_optimizer_gru version 3: best validation MAE, 0.0500');
  expect(lines).toContain('  better     failed   no better');
  expect(lines).toContain('Champion: cloud_optimizer_gru version 2 (stays)');
  expect(lines.slice(-2)).toEqual(['Drift: 1 of 10 columns: cpu_utilization', 'Report: /r.json']);
});
