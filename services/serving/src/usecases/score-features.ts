import { HeadroomError } from '@headroom/contracts';
import type { NoPrediction, Score, ServingModel } from '../domain/serving-model.ts';

const WHY: Readonly<Record<NoPrediction, string>> = {
  NO_LEVEL: "has no finite 'level'; send the mean cpu_utilization of the last hour",
  WARMING_UP: "has no 'scale' above 0; send the deviation of cpu_utilization over the last day",
  MODEL_INVALID: 'holds values from which the model computes no number',
};

type RowScore = Extract<Score, { readonly cpu: number }>;

/**
 * Mean cpu of the coming hour for each row, or why there is none, naming the row.
 * @param service whose rows they are, null where that is not known
 */
export const scoreRows = (
  model: ServingModel,
  rows: readonly Float64Array[],
  service: string | null,
): (RowScore | HeadroomError)[] =>
  rows.map((row, i) => {
    const score = model.scoreRow(row, service);
    if (score.reason === undefined) return score;
    return new HeadroomError(score.reason, `row ${i} ${WHY[score.reason]}`);
  });

/** The same where each row must have a prediction. @throws NO_LEVEL, WARMING_UP, MODEL_INVALID naming the row */
export const scoreAll = (
  model: ServingModel,
  rows: readonly Float64Array[],
  service: string | null,
): number[] =>
  scoreRows(model, rows, service).map((score) => {
    if (score instanceof HeadroomError) throw score;
    return score.cpu;
  });
