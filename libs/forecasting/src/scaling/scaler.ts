import { ForecastingError } from '../error.ts';
import type { JsonNode } from '../json-node.ts';

/**
 * StandardScaler with mean imputation: plain data, so that it is stored with the model as it is. A deviation of 1 where
 * the column is nearly constant, which is only centred.
 */
export interface Scaler {
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

const NEARLY_CONSTANT = 1e-12;

/** Learns a scaler in one pass over the rows of the training split, and of no other. */
export class ScalerFit {
  readonly #columns: readonly string[];
  readonly #count: Float64Array;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
    this.#count = new Float64Array(columns.length);
    this.#mean = new Float64Array(columns.length);
    this.#squares = new Float64Array(columns.length);
  }

  /** Welford's update for every column; a missing value (NaN) is skipped. */
  add(row: Float64Array): void {
    const width = this.#columns.length;
    if (row.length !== width)
      throw new ForecastingError('INPUT', `a row has ${row.length} values for ${width} columns`);
    for (let i = 0; i < width; i++) {
      const value = row[i] as number;
      if (Number.isNaN(value)) continue;
      const count = (this.#count[i] as number) + 1;
      const mean = this.#mean[i] as number;
      const next = mean + (value - mean) / count;
      this.#count[i] = count;
      this.#mean[i] = next;
      this.#squares[i] = (this.#squares[i] as number) + (value - mean) * (value - next);
    }
  }

  /** @throws ForecastingError INPUT naming the columns without a single value: they have no mean to impute */
  finish(): Scaler {
    const empty = this.#columns.filter((_, i) => this.#count[i] === 0);
    if (empty.length > 0)
      throw new ForecastingError(
        'INPUT',
        `no value in any training row: ${empty.join(', ')}; leave absent metrics out`,
      );
    const mean = Array.from(this.#mean);
    const deviation = Array.from(this.#squares, (squares, i) => {
      const population = Math.sqrt(squares / (this.#count[i] as number));
      const nearlyConstant =
        population < NEARLY_CONSTANT * Math.max(1, Math.abs(mean[i] as number));
      return nearlyConstant ? 1 : population;
    });
    return { columns: [...this.#columns], mean, deviation };
  }
}

/** The i-th column's value in standard deviations; a missing one becomes the mean, which is 0. */
export function standardised(scaler: Scaler, i: number, value: number): number {
  if (value !== value) return 0;
  return (value - (scaler.mean[i] as number)) / (scaler.deviation[i] as number);
}

export function readScaler(node: JsonNode): Scaler {
  const columns = node.field('columns').texts();
  const finite = (name: string): number[] => {
    const numbers = Array.from(node.field(name).numbers());
    if (numbers.length !== columns.length)
      node.fail(`${name} has ${numbers.length} values for ${columns.length} columns`);
    if (!numbers.every(Number.isFinite)) node.fail(`${name} holds a number that is not finite`);
    return numbers;
  };
  const deviation = finite('deviation');
  if (deviation.some((value) => value <= 0)) node.fail('deviation must be above 0');
  return { columns, mean: finite('mean'), deviation };
}
