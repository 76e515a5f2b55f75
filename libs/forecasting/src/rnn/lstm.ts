import { gateRows, sigmoid } from './gate-rows.ts';
import type { RnnWeights } from './weights.ts';

/** Fills `hidden` with the layer's last state for a sequence of [steps, channels]. */
export type RecurrentLayer = (sequence: Float64Array, hidden: Float64Array) => void;

/** LSTM as Keras has it: gates i, f, c, o; c' = f·c + i·tanh(c̃), h' = o·tanh(c'). */
export function createLstm(weights: RnnWeights): RecurrentLayer {
  const { steps, channels, units } = weights;
  const input = gateRows(weights.kernel, channels, weights, 4, [0, 1, 2, 3]);
  const recurrent = gateRows(weights.recurrentKernel, units, weights, 4, [0, 1, 2, 3]);
  const bias = Float64Array.from(weights.bias);
  const memory = new Float64Array(units);
  const next = new Float64Array(units);

  return (sequence, hidden) => {
    hidden.fill(0);
    memory.fill(0);
    for (let step = 0; step < steps; step++) {
      const from = step * channels;
      let w = 0;
      let r = 0;
      for (let unit = 0; unit < units; unit++) {
        let i = bias[unit] as number;
        let f = bias[units + unit] as number;
        let c = bias[2 * units + unit] as number;
        let o = bias[3 * units + unit] as number;
        for (let k = 0; k < channels; k++, w += 4) {
          const x = sequence[from + k] as number;
          i += x * (input[w] as number);
          f += x * (input[w + 1] as number);
          c += x * (input[w + 2] as number);
          o += x * (input[w + 3] as number);
        }
        for (let k = 0; k < units; k++, r += 4) {
          const h = hidden[k] as number;
          i += h * (recurrent[r] as number);
          f += h * (recurrent[r + 1] as number);
          c += h * (recurrent[r + 2] as number);
          o += h * (recurrent[r + 3] as number);
        }
        const kept = sigmoid(f) * (memory[unit] as number) + sigmoid(i) * Math.tanh(c);
        memory[unit] = kept;
        next[unit] = sigmoid(o) * Math.tanh(kept);
      }
      hidden.set(next);
    }
  };
}
