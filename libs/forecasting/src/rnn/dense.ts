import type { Activation, DenseWeights } from './weights.ts';

interface Dense {
  readonly outputs: Float64Array;
  /** Reads the inputs it was made with. */
  run(): void;
}

const FUNCTIONS: Readonly<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
};

export function createDense(weights: DenseWeights, inputs: Float64Array): Dense {
  const { units } = weights;
  const kernel = Float64Array.from(weights.kernel);
  const bias = Float64Array.from(weights.bias);
  const activation = FUNCTIONS[weights.activation];
  const outputs = new Float64Array(units);
  const run = (): void => {
    for (let unit = 0; unit < units; unit++) {
      let sum = bias[unit] as number;
      for (let i = 0; i < inputs.length; i++)
        sum += (inputs[i] as number) * (kernel[i * units + unit] as number);
      outputs[unit] = activation(sum);
    }
  };
  return { outputs, run };
}
