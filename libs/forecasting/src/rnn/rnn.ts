import { createDense } from './dense.ts';
import { createGru } from './gru.ts';
import { createLstm } from './lstm.ts';
import type { RnnWeights } from './weights.ts';

/** A sequence [steps, channels] and the calendar features of its last t → z. */
export type RnnFunction = (sequence: Float64Array, calendar: Float64Array) => number;

/** The forward pass in float64, without allocation; agrees with TensorFlow.js to float32 rounding. */
export function createRnn(weights: RnnWeights): RnnFunction {
  const { units } = weights;
  const recurrent = weights.cell === 'lstm' ? createLstm(weights) : createGru(weights);
  const joined = new Float64Array(units + weights.calendar);
  const hidden = joined.subarray(0, units);
  let inputs: Float64Array = joined;
  const head = weights.head.map((layer) => {
    const dense = createDense(layer, inputs);
    inputs = dense.outputs;
    return dense;
  });
  const output = inputs;
  return (sequence, calendar) => {
    recurrent(sequence, hidden);
    joined.set(calendar, units);
    for (const layer of head) layer.run();
    return output[0] as number;
  };
}
