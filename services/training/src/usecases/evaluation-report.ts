import type { Evaluation } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';
import { evaluateSplit, trainPersistence } from './evaluate-split.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Errors of a part of a split's rows, in units of cpu; a ratio is null where its yardstick is never wrong. */
interface PartErrors {
  readonly rows: number;
  readonly mae: number;
  readonly rmse: number;
  readonly r2: number;
  readonly mase: number | null;
  readonly relative_mae: number | null;
  readonly seasonal_relative_mae: number | null;
  readonly seasonal_rows: number;
}

export interface EvaluationReport {
  readonly all: PartErrors;
  readonly by_service: Readonly<Record<string, PartErrors>>;
  /** By the hour of day, UTC, that the row's bucket ends in. */
  readonly by_hour: Readonly<Record<string, PartErrors>>;
}

/** Where a model is good and where it is not. */
export function evaluationReport(
  data: TrainingData,
  rows: Int32Array,
  predicted: Float64Array,
): EvaluationReport {
  const yardsticks = trainPersistence(data);
  const parts = (keyOf: (row: number) => string): Record<string, PartErrors> => {
    const positions = new Map<string, number[]>();
    rows.forEach((row, i) => {
      const own = positions.get(keyOf(row));
      if (own === undefined) positions.set(keyOf(row), [i]);
      else own.push(i);
    });
    return Object.fromEntries(
      [...positions].map(([key, own]) => [
        key,
        errorsOf(
          evaluateSplit(
            data,
            Int32Array.from(own, (i) => rows[i] ?? -1),
            Float64Array.from(own, (i) => predicted[i] ?? NaN),
            yardsticks,
          ),
        ),
      ]),
    );
  };
  return {
    all: errorsOf(evaluateSplit(data, rows, predicted, yardsticks)),
    by_service: parts((row) => data.services[row] ?? ''),
    by_hour: parts((row) => String(Math.floor((data.times[row] ?? NaN) / HOUR_MS) % HOURS)),
  };
}

const errorsOf = ({ persistence, seasonal, ...errors }: Evaluation): PartErrors => ({
  ...errors,
  relative_mae: persistence.pooled,
  seasonal_relative_mae: seasonal.pooled,
  seasonal_rows: seasonal.rows,
});
