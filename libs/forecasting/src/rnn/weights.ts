import { JsonNode } from '../json-node.ts';

export const RNN_FORMAT = 'headroom-rnn/1';

export type RnnCell = 'lstm' | 'gru';

/** Gates in the order of Keras' kernels: LSTM i, f, c, o; GRU z, r, h. */
export const GATES: Readonly<Record<RnnCell, number>> = { lstm: 4, gru: 3 };

const ACTIVATIONS = ['linear', 'relu', 'tanh'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** `kernel` is [inputs, units], row-major. */
export interface DenseWeights {
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A recurrent layer (recurrentActivation sigmoid, activation tanh, GRU resetAfter false), then dense layers on its last
 * state joined with the calendar features of t. Arrays are laid out as Keras and TensorFlow.js have them, row-major.
 */
export interface RnnWeights {
  readonly cell: RnnCell;
  readonly steps: number;
  readonly channels: number;
  readonly calendar: number;
  readonly units: number;
  /** [channels, gates × units] */
  readonly kernel: Float32Array;
  /** [units, gates × units] */
  readonly recurrentKernel: Float32Array;
  /** [gates × units] */
  readonly bias: Float32Array;
  /** The first takes units + calendar inputs, the last has one unit. */
  readonly head: readonly DenseWeights[];
}

const MAX_SIZE = 4096;

/** The same weights give the same text, so its sha256 names them. */
export function serializeRnn(weights: RnnWeights): string {
  const { cell, steps, channels, calendar, units } = weights;
  const text = JSON.stringify({
    format: RNN_FORMAT,
    cell,
    steps,
    channels,
    calendar,
    units,
    kernel: Array.from(weights.kernel),
    recurrentKernel: Array.from(weights.recurrentKernel),
    bias: Array.from(weights.bias),
    head: weights.head.map((layer) => ({
      units: layer.units,
      activation: layer.activation,
      kernel: Array.from(layer.kernel),
      bias: Array.from(layer.bias),
    })),
  });
  // What could not be read again must not be written: a diverged fit has NaN weights, which JSON turns into null.
  parseRnn(text);
  return text;
}

/** @throws ForecastingError MODEL_FORMAT */
export function parseRnn(text: string): RnnWeights {
  const model = JsonNode.parse(text, 'rnn model', 'MODEL_FORMAT');
  model.field('format').oneOf([RNN_FORMAT]);
  const cell = model.field('cell').oneOf(['lstm', 'gru']);
  const size = (name: string, low = 1): number => model.field(name).integer(low, MAX_SIZE);
  const [steps, channels, calendar, units] = [
    size('steps'),
    size('channels'),
    size('calendar', 0),
    size('units'),
  ];
  const gates = GATES[cell] * units;
  let inputs = units + calendar;
  const head = model
    .field('head')
    .items()
    .map((layer): DenseWeights => {
      const width = layer.field('units').integer(1, MAX_SIZE);
      const kernel = floats(layer.field('kernel'), inputs * width);
      inputs = width;
      return {
        units: width,
        activation: layer.field('activation').oneOf(ACTIVATIONS),
        kernel,
        bias: floats(layer.field('bias'), width),
      };
    });
  if (head.at(-1)?.units !== 1) model.field('head').fail('must end in a layer of one unit');
  return {
    cell,
    steps,
    channels,
    calendar,
    units,
    kernel: floats(model.field('kernel'), channels * gates),
    recurrentKernel: floats(model.field('recurrentKernel'), units * gates),
    bias: floats(model.field('bias'), gates),
    head,
  };
}

function floats(node: JsonNode, length: number): Float32Array {
  const numbers = node.numbers();
  if (numbers.length !== length) node.fail(`has ${numbers.length} values, its shape has ${length}`);
  const bad = numbers.findIndex((value) => !Number.isFinite(value) || Math.fround(value) !== value);
  if (bad >= 0) node.fail(`item ${bad} is ${numbers[bad] ?? NaN}, expected a finite float32`);
  return Float32Array.from(numbers);
}
