import { HeadroomError } from '@headroom/contracts';
import {
  assembleCalendar,
  assembleSequence,
  measuredSequence,
  ScalerFit,
  SEQUENCE_STEPS,
  sequencePlan,
  type Scaler,
  type SequencePlan,
} from '@headroom/forecasting';
import type { TrainingData } from './training-data.ts';

/** A recurrent model's inputs and targets, one after the other. */
export interface Sequences {
  readonly count: number;
  /** [count, steps, channels] */
  readonly steps: Float32Array;
  /** [count, calendar] */
  readonly calendar: Float32Array;
  /** [count] */
  readonly z: Float32Array;
}

/** Rows of the signature → sequences, standardised by what the training rows hold. */
export class SequenceMaker {
  readonly columns: readonly string[];
  readonly plan: SequencePlan;
  readonly scaler: Scaler;
  readonly #values: readonly Float64Array[];
  readonly #z: Float64Array;

  constructor({ columns, rows, z }: TrainingData) {
    this.columns = [...columns.keys()];
    this.plan = sequencePlan(this.columns);
    this.#values = [...columns.values()];
    this.#z = z;
    this.scaler = this.#fitScaler(rows.train);
  }

  make(rows: Int32Array): Sequences {
    const { channels, calendar } = this.plan;
    const made: Sequences = {
      count: rows.length,
      steps: new Float32Array(rows.length * SEQUENCE_STEPS * channels),
      calendar: new Float32Array(rows.length * calendar.length),
      z: Float32Array.from(rows, (row) => this.#z[row] ?? NaN),
    };
    const values = new Float64Array(this.#values.length);
    rows.forEach((row, i) => {
      this.#read(row, values);
      assembleSequence(this.plan, this.scaler, values, made.steps, i * SEQUENCE_STEPS * channels);
      assembleCalendar(this.plan, values, made.calendar, i * calendar.length);
    });
    return made;
  }

  #fitScaler(train: Int32Array): Scaler {
    const { metrics } = this.plan;
    const fit = new ScalerFit(metrics);
    const values = new Float64Array(this.#values.length);
    const measured = new Float64Array(SEQUENCE_STEPS * metrics.length);
    for (const row of train) {
      this.#read(row, values);
      measuredSequence(this.plan, values, measured);
      for (let at = 0; at < measured.length; at += metrics.length)
        fit.add(measured.subarray(at, at + metrics.length));
    }
    return fit.finish();
  }

  #read(row: number, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.#values[i]?.[row] ?? NaN;
  }
}

/**
 * Training rows that recurrent models learn from: those with a whole day behind them, at most `limit`, evenly spaced.
 * @throws HeadroomError INVALID_DATA if there is none
 */
export function learntRows(data: TrainingData, cadenceMs: number, limit: number): Int32Array {
  const started = new Float64Array(data.services.length);
  for (const { from, to } of data.blocks)
    started.fill((data.times[from] ?? NaN) + (SEQUENCE_STEPS - 1) * cadenceMs, from, to);
  const whole = data.rows.train.filter(
    (row) => (data.times[row] ?? NaN) >= (started[row] ?? Infinity),
  );
  if (whole.length === 0)
    throw new HeadroomError(
      'INVALID_DATA',
      `snapshot: no training row has ${SEQUENCE_STEPS} buckets behind it; send a longer history`,
    );
  if (whole.length <= limit) return whole;
  return Int32Array.from(
    { length: limit },
    (_, i) => whole[Math.floor((i * whole.length) / limit)] ?? 0,
  );
}
