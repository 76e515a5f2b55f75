import { HeadroomError, type SplitMetrics } from '@headroom/contracts';
import { evaluate, meanAbsoluteError, type Evaluation } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';

/** Errors over the given rows of a split, in units of cpu. */
export function evaluateSplit(
  data: TrainingData,
  rows: Int32Array,
  predicted: Float64Array,
  yardsticks = trainPersistence(data),
): Evaluation {
  const pick = picker(rows);
  return evaluate(
    [...byService(data, rows)].map(([service, positions]) => ({
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
export function trainPersistence(data: TrainingData): Map<string, number> {
  const { train } = data.rows;
  const pick = picker(train);
  return new Map(
    [...byService(data, train)].map(([service, positions]) => [
      service,
      meanAbsoluteError(pick(data.target, positions), pick(data.level, positions)),
    ]),
  );
}

const picker = (rows: Int32Array) => (values: Float64Array, positions: readonly number[]) =>
  Float64Array.from(positions, (i) => values[rows[i] ?? -1] ?? NaN);

/** Positions in `rows`, not row numbers. */
function byService({ services }: TrainingData, rows: Int32Array): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const service = services[row] ?? '';
    const own = positions.get(service);
    if (own === undefined) positions.set(service, [i]);
    else own.push(i);
  });
  return positions;
}
