import { ForecastingError } from '../error.ts';
import { assertSameLength, errorSums, rSquared } from './errors.ts';

/** One service's rows of the split that is judged, in units of cpu utilisation. */
export interface ServiceRows {
  readonly service: string;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  /** The persistence prediction. */
  readonly level: Float64Array;
  /** The seasonal-naive prediction; NaN where there is none. */
  readonly dayBefore: Float64Array;
  /** MAE of persistence on the service's training rows; NaN if it has none. */
  readonly trainPersistenceMae: number;
}

/** MAE over that of a yardstick, on the rows where the yardstick exists. */
export interface RelativeMae {
  readonly rows: number;
  /** Over all rows; null if the yardstick makes no error at all. */
  readonly pooled: number | null;
  /** Unweighted mean over services; null if no service has a ratio. */
  readonly serviceMean: number | null;
  /** A service whose yardstick makes no error at all has no ratio. */
  readonly perService: ReadonlyMap<string, number>;
}

export interface Evaluation {
  readonly rows: number;
  readonly mae: number;
  readonly rmse: number;
  readonly r2: number;
  /** Median over services of MAE / max(trainPersistenceMae, 1e-4); null if no service was trained on. */
  readonly mase: number | null;
  readonly persistence: RelativeMae;
  readonly seasonal: RelativeMae;
}

const MASE_FLOOR = 1e-4;

/** @throws ForecastingError INPUT for no rows, or a value that is not finite where one must be */
export function evaluate(services: readonly ServiceRows[]): Evaluation {
  const present = services.filter((service) => service.actual.length > 0);
  if (present.length === 0)
    throw new ForecastingError('INPUT', 'no rows to evaluate; the split is empty');
  for (const service of present) assertComplete(service);
  const sums = present.map((service) => errorSums(service.actual, service.predicted));
  const rows = total(sums.map((sum) => sum.rows));
  const squared = total(sums.map((sum) => sum.squared));
  return {
    rows,
    mae: total(sums.map((sum) => sum.absolute)) / rows,
    rmse: Math.sqrt(squared / rows),
    r2: rSquared(
      squared,
      present.map((service) => service.actual),
    ),
    mase: median(
      present
        .map((service, i) => mase(service, (sums[i]?.absolute ?? NaN) / service.actual.length))
        .filter((value) => !Number.isNaN(value)),
    ),
    persistence: relativeMae(present, (service) => service.level),
    seasonal: relativeMae(present, (service) => service.dayBefore),
  };
}

function mase(service: ServiceRows, mae: number): number {
  return mae / Math.max(service.trainPersistenceMae, MASE_FLOOR);
}

function relativeMae(
  services: readonly ServiceRows[],
  yardstickOf: (service: ServiceRows) => Float64Array,
): RelativeMae {
  const perService = new Map<string, number>();
  const model: number[] = [];
  const yardstick: number[] = [];
  let rows = 0;
  for (const service of services) {
    const reference = yardstickOf(service);
    // A row without the yardstick leaves both sides.
    const kept = service.actual.map((value, i) => (Number.isNaN(reference[i]) ? NaN : value));
    const own = errorSums(kept, service.predicted);
    const other = errorSums(kept, reference);
    rows += own.rows;
    model.push(own.absolute);
    yardstick.push(other.absolute);
    if (other.absolute > 0) perService.set(service.service, own.absolute / other.absolute);
  }
  const pooled = total(yardstick) > 0 ? total(model) / total(yardstick) : null;
  const ratios = [...perService.values()];
  const serviceMean = ratios.length > 0 ? total(ratios) / ratios.length : null;
  return { rows, pooled, serviceMean, perService };
}

function assertComplete(rows: ServiceRows): void {
  assertSameLength(rows.actual, rows.predicted, rows.level, rows.dayBefore);
  for (const name of ['actual', 'predicted', 'level'] as const) {
    const bad = rows[name].findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new ForecastingError(
        'INPUT',
        `service '${rows.service}': ${name} is ${rows[name][bad]} in row ${bad}; evaluate usable rows only`,
      );
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
