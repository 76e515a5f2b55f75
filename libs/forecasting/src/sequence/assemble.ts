import { standardised, type Scaler } from '../scaling/scaler.ts';
import { SEQUENCE_STEPS, type SequencePlan } from './sequence-plan.ts';

/**
 * The sequence as it was measured, [steps, metrics], cpu relative to level and scale, missing as NaN. A scaler for
 * `assembleSequence` is fitted on the steps of these, over the training split.
 */
export function measuredSequence(plan: SequencePlan, row: Float64Array, out: Float64Array): void {
  const { values } = plan;
  const metrics = plan.metrics.length;
  const level = row[plan.level] as number;
  const scale = row[plan.scale] as number;
  for (let i = 0; i < values.length; i++) {
    const value = row[values[i] as number] as number;
    out[i] = i % metrics === 0 ? (value - level) / scale : value;
  }
}

/**
 * Writes a recurrent model's input [steps, channels] to `out` from `offset` on: standardised values with the training
 * mean where one is missing, then the mask.
 */
export function assembleSequence(
  plan: SequencePlan,
  scaler: Scaler,
  row: Float64Array,
  out: Float64Array | Float32Array,
  offset = 0,
): void {
  const { values, channels } = plan;
  const metrics = plan.metrics.length;
  const level = row[plan.level] as number;
  const scale = row[plan.scale] as number;
  for (let step = 0; step < SEQUENCE_STEPS; step++)
    for (let metric = 0; metric < metrics; metric++) {
      const measured = row[values[step * metrics + metric] as number] as number;
      const value = metric === 0 ? (measured - level) / scale : measured;
      const at = offset + step * channels + metric;
      out[at] = standardised(scaler, metric, value);
      out[at + metrics] = Number(!Number.isNaN(value));
    }
}

/** Writes the calendar features of t to `out` from `offset` on. */
export function assembleCalendar(
  plan: SequencePlan,
  row: Float64Array,
  out: Float64Array | Float32Array,
  offset = 0,
): void {
  for (let i = 0; i < plan.calendar.length; i++)
    out[offset + i] = row[plan.calendar[i] as number] as number;
}
