import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Algorithm } from '@headroom/contracts';
import type { PipelineRun } from '../runs/pipeline-runs.ts';
import { askChild } from './ask-child.ts';

/** A test of a tenth of the span each. */
export const FOLDS = 3;
const FIRST_TEST = 1 - FOLDS / 10;

/** Side by side, one a core: they take about as long. */
const HALVES: readonly (readonly Algorithm[])[] = [
  ['xgboost', 'lightgbm', 'catboost'],
  ['lstm', 'gru'],
];

export interface BacktestFiles {
  /** Predictions, Parquet. */
  readonly predictions: readonly string[];
  /** What the truth foretold, JSON. */
  readonly floor: string;
}

/** The run's snapshot once more, by rolling origin, and the noise floor of the same rows. */
export async function backtestRun(
  run: PipelineRun & { readonly seed: number },
  python: string,
): Promise<BacktestFiles> {
  const { objects, seed, snapshot } = run;
  const bundles = join(objects, 'bundles');
  const [predictions, floor] = await Promise.all([
    Promise.all(
      HALVES.map(async (algorithms, i) => {
        const key = `backtests/${i}.parquet`;
        await askChild(join(bundles, 'training/children/backtest.js'), {
          job: { snapshot, algorithms, folds: FOLDS, seed, params: {}, key },
          objectRoot: objects,
          scratch: mkdtempSync(join(objects, 'scratch-')),
          python,
          worker: join(bundles, 'training/python/worker.py'),
        });
        return join(objects, key);
      }),
    ),
    askChild(join(bundles, 'generation/children/noise-floor.js'), { seed, after: FIRST_TEST }),
  ]);
  const file = join(objects, 'backtests/floor.json');
  writeFileSync(file, JSON.stringify(floor));
  return { predictions, floor: file };
}
