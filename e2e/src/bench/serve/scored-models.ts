import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '@headroom/feature-engine';
import {
  SEQUENCE_STEPS,
  sequencePlan,
  serializeRnn,
  type ModelAlgorithm,
  type ModelBundle,
  type RnnWeights,
} from '@headroom/forecasting';
import { bundleOf, COLUMNS } from './models.ts';

export interface ScoredModel {
  readonly bundle: ModelBundle;
  readonly content: string;
}

/** Units of the recurrent and of the dense layer, as the pipeline takes them. */
const UNITS = 32;

/**
 * One model of each algorithm over all columns: boosters of 300 trees, recurrent ones with the pipeline's shapes.
 * @param python with the boosters' packages
 */
export function scoredModels(python: string, folder: string): ScoredModel[] {
  const program = join(import.meta.dirname, 'make_boosters.py');
  const { status, stderr } = spawnSync(python, ['-B', program, folder], {
    input: JSON.stringify(COLUMNS),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`no boosters could be made: ${stderr.slice(-2000)}`);
  const booster = (algorithm: 'xgboost' | 'lightgbm' | 'catboost') =>
    modelOf(algorithm, readFileSync(join(folder, algorithm), 'utf8'));
  const recurrent = (cell: 'lstm' | 'gru') => modelOf(cell, serializeRnn(weightsOf(cell)));
  return [
    booster('xgboost'),
    booster('lightgbm'),
    booster('catboost'),
    recurrent('lstm'),
    recurrent('gru'),
  ];
}

function modelOf(algorithm: ModelAlgorithm, content: string): ScoredModel {
  const reference = { uri: 'none', sha256: '0'.repeat(64), bytes: content.length };
  const isRecurrent = algorithm === 'lstm' || algorithm === 'gru';
  const scaler = {
    columns: METRICS.map(({ name }) => name),
    mean: METRICS.map(() => 0.5),
    deviation: METRICS.map(() => 0.3),
  };
  return {
    bundle: { ...bundleOf(reference), algorithm, scaler: isRecurrent ? scaler : null },
    content,
  };
}

/** Some weights: how long a score takes does not depend on them. */
function weightsOf(cell: 'lstm' | 'gru'): RnnWeights {
  const { channels, calendar } = sequencePlan(COLUMNS);
  const gates = cell === 'lstm' ? 4 : 3;
  const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) / 6);
  const joined = UNITS + calendar.length;
  return {
    cell,
    steps: SEQUENCE_STEPS,
    channels,
    calendar: calendar.length,
    units: UNITS,
    kernel: wave(channels * gates * UNITS),
    recurrentKernel: wave(UNITS * gates * UNITS),
    bias: wave(gates * UNITS),
    head: [
      { units: UNITS, activation: 'relu', kernel: wave(joined * UNITS), bias: wave(UNITS) },
      { units: 1, activation: 'linear', kernel: wave(UNITS), bias: wave(1) },
    ],
  };
}
