import { ForecastingError } from '../error.ts';
import { createRnn } from '../rnn/rnn.ts';
import { parseRnn } from '../rnn/weights.ts';
import { assembleCalendar, assembleSequence } from '../sequence/assemble.ts';
import { SEQUENCE_STEPS, sequencePlan } from '../sequence/sequence-plan.ts';
import type { BindModel } from './bound-model.ts';
import type { ModelBundle } from './model-bundle.ts';

/** @throws ForecastingError MODEL_FORMAT for broken weights, BUNDLE_FORMAT where they and the bundle disagree */
export function bindRnn(bundle: ModelBundle, content: string): BindModel {
  const weights = parseRnn(content);
  const signature = sequencePlan(bundle.columns);
  const { scaler } = bundle;
  const agrees = (what: string, found: unknown, expected: unknown): void => {
    if (found !== expected)
      throw new ForecastingError(
        'BUNDLE_FORMAT',
        `the model file has ${what} ${String(found)}, the bundle's signature ${String(expected)}`,
      );
  };
  agrees('the cell', weights.cell, bundle.algorithm);
  agrees('steps', weights.steps, SEQUENCE_STEPS);
  agrees('channels', weights.channels, signature.channels);
  agrees('calendar', weights.calendar, signature.calendar.length);
  if (scaler === null) throw new ForecastingError('BUNDLE_FORMAT', 'scaler is null');
  agrees('a scaler of', scaler.columns.join(), signature.metrics.join());
  return (positions) => {
    const forward = createRnn(weights);
    const inRow = (column: number): number => positions[column] as number;
    const plan = {
      ...signature,
      values: signature.values.map(inRow),
      calendar: signature.calendar.map(inRow),
      level: inRow(signature.level),
      scale: inRow(signature.scale),
    };
    const sequence = new Float64Array(SEQUENCE_STEPS * plan.channels);
    const calendar = new Float64Array(plan.calendar.length);
    return {
      inputs: bundle.columns,
      z(row) {
        assembleSequence(plan, scaler, row, sequence);
        assembleCalendar(plan, row, calendar);
        return forward(sequence, calendar);
      },
      explainer: () => null,
    };
  };
}
