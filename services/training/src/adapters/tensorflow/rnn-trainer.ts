import { SEQUENCE_STEPS, serializeRnn, type RnnWeights } from '@headroom/forecasting';
import { uniform } from '@headroom/statistics';
import { tensor, version_core, type Tensor } from '@tensorflow/tfjs-core';
import { initialWeights } from '../../domain/initial-weights.ts';
import { shuffled } from '../../domain/random.ts';
import { rnnParams } from '../../domain/rnn-params.ts';
import { learntRows, SequenceMaker, type Sequences } from '../../domain/sequences.ts';
import type { Fitted, FitRequest, Trainer } from '../../domain/trainer.ts';
import { rnnNetwork, type RnnNetwork } from './rnn-network.ts';
import { startBackend } from './wasm-backend.ts';

/** Fits an LSTM or GRU by TensorFlow.js in this process. */
export class RnnTrainer implements Trainer {
  readonly #cell: RnnWeights['cell'];
  readonly #cadenceMs: number;

  constructor(cell: RnnWeights['cell'], cadenceMs: number) {
    this.#cell = cell;
    this.#cadenceMs = cadenceMs;
  }

  async fit({ data: awaited, seed, params: given, onProgress }: FitRequest): Promise<Fitted> {
    const data = await awaited;
    const params = rnnParams(this.#cell, given);
    const { units, dense, epochs, batch, learning_rate } = params;
    const learnt = learntRows(data, this.#cadenceMs, params.sequences);
    const maker = new SequenceMaker(data);
    const sequences = maker.make(learnt);
    const validation = maker.make(data.rows.validation);
    await startBackend();
    const startedAt = performance.now();
    const { channels, calendar } = maker.plan;
    const random = uniform(seed);
    const shape = { channels, calendar: calendar.length, steps: SEQUENCE_STEPS, units, dense };
    const initial = initialWeights({ ...shape, cell: this.#cell }, random);
    const network = rnnNetwork(initial);
    for (let round = 1; round <= epochs; round++) {
      const order = shuffled(sequences.count, random);
      const train = await epoch(
        network,
        sequences,
        order,
        batch,
        (done) =>
          // Falls to nought by the end, so that the last batches average instead of wandering.
          learning_rate * (1 - (round - 1 + done) / epochs),
      );
      onProgress({ round, rounds: epochs, train, validation: loss(network, validation) });
    }
    return {
      model: serializeRnn(network.weights()),
      columns: maker.columns,
      scaler: maker.scaler,
      demand: null,
      library: { name: 'tensorflow.js', version: version_core },
      params: { ...params, seed },
      learnt,
      answers: null,
      importance: null,
      seconds: (performance.now() - startedAt) / 1000,
      peakMemoryBytes: 0,
    };
  }
}

/** One pass over the sequences in the given order; mean absolute error as it went. */
async function epoch(
  { model, setLearningRate }: RnnNetwork,
  sequences: Sequences,
  order: Int32Array,
  size: number,
  rate: (done: number) => number,
): Promise<number> {
  let sum = 0;
  for (let from = 0; from < order.length; from += size) {
    const [x, y] = tensorsOf(sequences, order.subarray(from, from + size));
    setLearningRate(rate(from / order.length));
    const loss = await model.trainOnBatch(x, y);
    sum += Number(loss) * y.size;
    for (const used of [...x, y]) used.dispose();
    // Lets the process hear that its parent is gone.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sum / order.length;
}

function loss({ model }: RnnNetwork, sequences: Sequences): number {
  const order = Int32Array.from({ length: sequences.count }, (_, i) => i);
  const [x, y] = tensorsOf(sequences, order);
  const value = model.evaluate(x, y, { batchSize: 512 });
  const scalar = Array.isArray(value) ? value[0] : value;
  const number = scalar?.dataSync()[0] ?? NaN;
  for (const used of [...x, y, scalar]) used?.dispose();
  return number;
}

/** The chosen sequences as the network's inputs and its target. */
function tensorsOf(
  { steps, calendar, z, count }: Sequences,
  chosen: Int32Array,
): [x: Tensor[], y: Tensor] {
  const gather = (values: Float32Array): Float32Array => {
    const width = values.length / count;
    const out = new Float32Array(chosen.length * width);
    chosen.forEach((row, i) => out.set(values.subarray(row * width, (row + 1) * width), i * width));
    return out;
  };
  const rows = chosen.length;
  const channels = steps.length / count / SEQUENCE_STEPS;
  return [
    [
      tensor(gather(steps), [rows, SEQUENCE_STEPS, channels]),
      tensor(gather(calendar), [rows, calendar.length / count]),
    ],
    tensor(gather(z), [rows, 1]),
  ];
}
