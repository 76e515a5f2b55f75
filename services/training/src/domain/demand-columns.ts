import {
  DEMAND_INPUTS,
  DemandInputs,
  demandPlan,
  fitDemand,
  type DemandFit,
} from '@headroom/forecasting';
import type { TrainingData } from './training-data.ts';

/**
 * One training row in so many is learnt as if its service were unknown: else a model would have no idea of one that it
 * was not trained on, or of a row that comes without its service.
 */
const UNKNOWN_EACH = 11; // coprime with the hours of a day and of a week

export interface DemandColumns {
  readonly fit: DemandFit;
  /** One value a row of the snapshot. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** What boosters see beside these columns; null where they tell no demand. */
export function demandColumns(data: TrainingData, names: readonly string[]): DemandColumns | null {
  const plan = demandPlan(names);
  if (plan === null) return null;
  const values = names.map((name) => data.columns.get(name) ?? new Float64Array());
  const row = new Float64Array(names.length);
  const { cpu, instances, calendar, level, scale } = plan;
  const needed = Int32Array.of(...cpu, ...instances, ...calendar, level, scale);
  const read = (number: number): Float64Array => {
    for (const i of needed) row[i] = values[i]?.[number] ?? NaN;
    return row;
  };
  const fit = fitDemand(plan, data.rows.train, (number) => ({
    service: data.services[number] ?? '',
    row: read(number),
  }));
  // A history too short to know anyone's day.
  if (Object.keys(fit.profiles).length === 0) return null;
  const inputs = new DemandInputs(plan, fit.profiles);
  const out = new Float64Array(DEMAND_INPUTS.length);
  const columns = DEMAND_INPUTS.map(() => new Float64Array(data.services.length).fill(NaN));
  const write = (rows: Int32Array, isKnown: (i: number) => boolean): void =>
    rows.forEach((number, i) => {
      inputs.write(read(number), isKnown(i) ? (data.services[number] ?? null) : null, out, 0);
      columns.forEach((column, k) => (column[number] = out[k] ?? NaN));
    });
  write(data.rows.train, (i) => i % UNKNOWN_EACH !== 0);
  write(data.rows.validation, () => true);
  write(data.rows.test, () => true);
  return { fit, columns: new Map(DEMAND_INPUTS.map((name, k) => [name, columns[k] ?? out])) };
}
