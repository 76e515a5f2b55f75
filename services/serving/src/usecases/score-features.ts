import { HeadroomError } from '@headroom/contracts';
import type { NoPrediction, ServingModel } from '../domain/serving-model.ts';

const WHY: Readonly<Record<NoPrediction, string>> = {
  NO_LEVEL: "has no finite 'level'; send the mean cpu_utilization of the last hour",
  WARMING_UP: "has no 'scale' above 0; send the deviation of cpu_utilization over the last day",
  MODEL_INVALID: 'holds values from which the model computes no number',
};

/** Mean cpu of the coming hour for each row, or why there is none, naming the row. */
export const scoreRows = (
  model: ServingModel,
  rows: readonly Float64Array[],
): (number | HeadroomError)[] =>
  rows.map((row, i) => {
    const { cpu, reason } = model.scoreRow(row);
    return reason === undefined ? cpu : new HeadroomError(reason, `row ${i} ${WHY[reason]}`);
  });

/** The same where each row must have a prediction. @throws NO_LEVEL, WARMING_UP, MODEL_INVALID naming the row */
export const scoreAll = (model: ServingModel, rows: readonly Float64Array[]): number[] =>
  scoreRows(model, rows).map((cpu) => {
    if (typeof cpu === 'number') return cpu;
    throw cpu;
  });
