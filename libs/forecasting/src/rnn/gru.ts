import { gateRows, sigmoid } from './gate-rows.ts';
import type { RecurrentLayer } from './lstm.ts';
import type { RnnWeights } from './weights.ts';

/** GRU with the reset gate before the product (resetAfter false): gates z, r, h; h' = z·h + (1 − z)·tanh(h̃). */
export function createGru(weights: RnnWeights): RecurrentLayer {
  const { steps, channels, units } = weights;
  const input = gateRows(weights.kernel, channels, weights, 3, [0, 1, 2]);
  const recurrent = gateRows(weights.recurrentKernel, units, weights, 3, [0, 1]);
  const candidateRecurrent = gateRows(weights.recurrentKernel, units, weights, 3, [2]);
  const bias = Float64Array.from(weights.bias);
  const update = new Float64Array(units);
  const resetHidden = new Float64Array(units);
  const candidate = new Float64Array(units);

  return (sequence, hidden) => {
    hidden.fill(0);
    for (let step = 0; step < steps; step++) {
      const from = step * channels;
      let w = 0;
      let r = 0;
      for (let unit = 0; unit < units; unit++) {
        let z = bias[unit] as number;
        let reset = bias[units + unit] as number;
        let c = bias[2 * units + unit] as number;
        for (let k = 0; k < channels; k++, w += 3) {
          const x = sequence[from + k] as number;
          z += x * (input[w] as number);
          reset += x * (input[w + 1] as number);
          c += x * (input[w + 2] as number);
        }
        for (let k = 0; k < units; k++, r += 2) {
          const h = hidden[k] as number;
          z += h * (recurrent[r] as number);
          reset += h * (recurrent[r + 1] as number);
        }
        update[unit] = sigmoid(z);
        resetHidden[unit] = sigmoid(reset) * (hidden[unit] as number);
        candidate[unit] = c;
      }
      let c = 0;
      for (let unit = 0; unit < units; unit++) {
        let sum = candidate[unit] as number;
        for (let k = 0; k < units; k++, c++)
          sum += (resetHidden[k] as number) * (candidateRecurrent[c] as number);
        const z = update[unit] as number;
        hidden[unit] = z * (hidden[unit] as number) + (1 - z) * Math.tanh(sum);
      }
    }
  };
}
