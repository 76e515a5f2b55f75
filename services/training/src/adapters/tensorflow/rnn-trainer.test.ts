import { createScorer } from '@headroom/forecasting';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fitted, Progress } from '../../domain/trainer.ts';
import { trainingData } from '../../domain/training-data.ts';
import { madeSnapshot } from '../../testing/made-snapshot.ts';
import { NO_FILE, trainingJob } from '../../testing/training-job.ts';
import { modelBundle } from '../../usecases/model-bundle.ts';
import { scoreRows } from '../../usecases/score-rows.ts';
import { RnnTrainer } from './rnn-trainer.ts';

const job = trainingJob('lstm', NO_FILE);
const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 120_000;
const data = trainingData(job.snapshot, madeSnapshot({ services: 2, hours: 300, seed: 3 }));

describe.each(['lstm', 'gru'] as const)('%s', (cell) => {
  const fit = async (seed: number): Promise<{ fitted: Fitted; progress: Progress[] }> => {
    const progress: Progress[] = [];
    const fitted = await new RnnTrainer(cell, HOUR_MS).fit({
      data,
      seed,
      params: { epochs: 2, units: 8, dense: 8, batch: 32, sequences: 160 },
      onProgress: (told) => progress.push(told),
    });
    return { fitted, progress };
  };
  let first: Awaited<ReturnType<typeof fit>>;
  beforeAll(async () => {
    first = await fit(1);
  }, TIMEOUT_MS);

  it('learns', () => {
    const [begin, end] = first.progress;
    expect(end?.train).toBeLessThan(begin?.train ?? 0);
    expect(first.progress).toMatchObject([{ round: 1, rounds: 2 }, { round: 2 }]);
  });

  it(
    'gives the same weights for the same seed, others for another',
    async () => {
      expect((await fit(1)).fitted.model).toBe(first.fitted.model);
      expect((await fit(2)).fitted.model).not.toBe(first.fitted.model);
    },
    TIMEOUT_MS,
  );

  it('is scored by us as by TensorFlow.js', () => {
    // The last epoch's loss was measured by the library, over the validation rows.
    const { fitted, progress } = first;
    const bundle = modelBundle({ ...job, algorithm: cell }, data, fitted, NO_FILE);
    const scorer = createScorer(bundle, fitted.model).forColumns(fitted.columns);
    const rows = data.rows.validation;
    const own = scoreRows(data, fitted.columns, scorer, rows);
    const error = own.reduce((sum, z, i) => sum + Math.abs(z - (data.z[rows[i] ?? -1] ?? NaN)), 0);
    expect(error / rows.length).toBeCloseTo(progress.at(-1)?.validation ?? NaN, 5);
  });
});
