import { HeadroomError, type SplitMetrics } from '@headroom/contracts';
import { evaluate, meanAbsoluteError, type Evaluation } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';

/** Errors over the given rows of a split, in units of cpu. */
export function evaluateSplit(
  data: TrainingData,
  rows: Int32Array,
  predicted: Float64Array,
): Evaluation {
  const pick = (values: Float64Array, positions: readonly number[]) =>
    Float64Array.from(positions, (i) => values[rows[i] ?? -1] ?? NaN);
  const ofService = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const service = data.services[row] ?? '';
    const positions = ofService.get(service) ?? [];
    ofService.set(service, positions);
    positions.push(i);
  });
  const yardsticks = trainPersistence(data);
  return evaluate(
    [...ofService].map(([service, positions]) => ({
      service,
      actual: pick(data.target, positions),
      predicted: Float64Array.from(positions, (i) => predicted[i] ?? NaN),
      level: pick(data.level, positions),
      dayBefore: pick(data.dayBefore, positions),
      trainPersistenceMae: yardsticks.get(service) ?? NaN,
    })),
  );
}

/** @throws HeadroomError INVALID_DATA where persistence is never wrong, so that nothing can be compared with it */
export function splitMetrics(split: string, evaluation: Evaluation): SplitMetrics {
  const { rows, mae, rmse, r2, mase, persistence, seasonal } = evaluation;
  if (persistence.pooled === null)
    throw new HeadroomError(
      'INVALID_DATA',
      `snapshot: cpu never changes in the ${split} split, so there is nothing to forecast; send data that vary`,
    );
  return {
    rows,
    mae,
    rmse,
    r2,
    mase,
    relative_mae: persistence.pooled,
    seasonal_relative_mae: seasonal.pooled,
    seasonal_rows: seasonal.rows,
  };
}

/** In-sample MAE of persistence, per service. */
function trainPersistence(data: TrainingData): Map<string, number> {
  const { level, target, rows } = data;
  return new Map(
    data.blocks.map(({ service, from, to }) => {
      const own = rows.train.filter((row) => row >= from && row < to);
      const pick = (values: Float64Array) => Float64Array.from(own, (row) => values[row] ?? NaN);
      return [service, meanAbsoluteError(pick(target), pick(level))];
    }),
  );
}
