import type { Algorithm } from '@headroom/contracts';
import { createScorer, fromZ, type ModelBundle, type Split } from '@headroom/forecasting';
import type { Fitted } from '../domain/trainer.ts';
import type { TrainingData } from '../domain/training-data.ts';
import { assertSameBits } from './assert-same-bits.ts';
import { scoreRows } from './score-rows.ts';

/** cpu that serving's own scorer predicts, after it was compared with the library's answers. */
export function scoreModel(
  algorithm: Algorithm,
  bundle: ModelBundle,
  data: TrainingData,
  fitted: Fitted,
): Record<Split, Float64Array> {
  const scorer = createScorer(bundle, fitted.model).forColumns(bundle.columns);
  const cpu = (split: Split, rows: Int32Array): Float64Array => {
    const z = scoreRows(data, bundle.columns, scorer, rows);
    if (fitted.answers !== null && split !== 'train')
      assertSameBits(algorithm, split, z, fitted.answers[split]);
    return z.map((value, i) => {
      const row = rows[i] ?? -1;
      return fromZ(value, data.level[row] ?? NaN, data.scale[row] ?? NaN);
    });
  };
  return {
    train: cpu('train', fitted.learnt),
    validation: cpu('validation', data.rows.validation),
    test: cpu('test', data.rows.test),
  };
}
