import type { DenseWeights, RnnWeights } from '@headroom/forecasting';
import { AdamOptimizer, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { input, layers, model, SymbolicTensor, type LayersModel } from '@tensorflow/tfjs-layers';

/** Adam with a learning rate that its user sets anew before each batch. */
class Adam extends AdamOptimizer {
  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }
}

export interface RnnNetwork {
  readonly model: LayersModel;
  readonly setLearningRate: (rate: number) => void;
  weights(): RnnWeights;
}

type Layer = ReturnType<typeof layers.dense | typeof layers.lstm | typeof layers.gru>;

/** The network that these weights describe, ready to be trained from them. */
export function rnnNetwork(initial: RnnWeights): RnnNetwork {
  const { cell, steps, channels, calendar, units } = initial;
  const sequence = input({ shape: [steps, channels] });
  const moment = input({ shape: [calendar] });
  // Zeros are overwritten below: the library's own initialisers need parts of it that are not loaded.
  const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
  const options = {
    ...zeros,
    units,
    recurrentInitializer: 'zeros',
    recurrentActivation: 'sigmoid',
    ...(cell === 'lstm' ? { unitForgetBias: false } : {}),
  } as const;
  const recurrent = cell === 'lstm' ? layers.lstm(options) : layers.gru(options);
  const dense = initial.head.map(({ units, activation }) =>
    layers.dense({ ...zeros, units, activation }),
  );
  const joined = layers.concatenate().apply([one(recurrent.apply(sequence)), moment]);
  const output = dense.reduce((from, layer) => one(layer.apply(from)), one(joined));
  const network = model({ inputs: [sequence, moment], outputs: output });
  load(recurrent, [
    [initial.kernel, channels],
    [initial.recurrentKernel, units],
    [initial.bias, null],
  ]);
  dense.forEach((layer, i) => {
    const { kernel, bias, units } = initial.head[i] ?? { kernel: empty, bias: empty, units: 1 };
    load(layer, [
      [kernel, kernel.length / units],
      [bias, null],
    ]);
  });
  const optimizer = new Adam(0, 0.9, 0.999);
  network.compile({ optimizer, loss: 'meanAbsoluteError' });
  return {
    model: network,
    setLearningRate: (rate) => {
      optimizer.setLearningRate(rate);
    },
    weights: () => {
      const [kernel = empty, recurrentKernel = empty, bias = empty] = read(recurrent);
      const head = initial.head.map(({ units, activation }, i): DenseWeights => {
        const [kernel = empty, bias = empty] = read(dense[i]);
        return { units, activation, kernel, bias };
      });
      return { ...initial, kernel, recurrentKernel, bias, head };
    },
  };
}

const empty = new Float32Array();

/** Values with their number of rows; null for a vector. */
function load(layer: Layer, weights: readonly (readonly [Float32Array, number | null])[]): void {
  const tensors = weights.map(([values, rows]) =>
    tensor(values, rows === null ? [values.length] : [rows, values.length / rows]),
  );
  layer.setWeights(tensors);
  for (const used of tensors) used.dispose();
}

const read = (layer: Layer | undefined): Float32Array[] =>
  (layer?.getWeights() ?? []).map((weights: Tensor) => Float32Array.from(weights.dataSync()));

function one(applied: ReturnType<Layer['apply']>): SymbolicTensor {
  if (applied instanceof SymbolicTensor) return applied;
  throw new TypeError('the network has a layer without one symbolic output');
}
