import type { RnnWeights } from '@headroom/forecasting';

export interface RnnShape {
  readonly cell: RnnWeights['cell'];
  readonly steps: number;
  readonly channels: number;
  readonly calendar: number;
  readonly units: number;
  /** Width of the dense layer between the joined state and the output. */
  readonly dense: number;
}

const GATES = { lstm: 4, gru: 3 } as const;
/** Position of the LSTM's forget gate; it starts open. */
const FORGET = 1;

/**
 * Weights to start from: Glorot for inputs, orthogonal for each gate's recurrence, nought for the output, so that the
 * untrained model says that the next hour is as the last one.
 * @param random in [0, 1)
 */
export function initialWeights(shape: RnnShape, random: () => number): RnnWeights {
  const { cell, steps, channels, calendar, units, dense } = shape;
  const gates = GATES[cell];
  const bias = new Float32Array(gates * units);
  if (cell === 'lstm') bias.fill(1, FORGET * units, (FORGET + 1) * units);
  return {
    cell,
    steps,
    channels,
    calendar,
    units,
    kernel: glorot(channels, gates * units, random),
    recurrentKernel: orthogonalGates(units, gates, random),
    bias,
    head: [
      {
        units: dense,
        activation: 'relu',
        kernel: glorot(units + calendar, dense, random),
        bias: new Float32Array(dense),
      },
      {
        units: 1,
        activation: 'linear',
        kernel: new Float32Array(dense),
        bias: new Float32Array(1),
      },
    ],
  };
}

/** [inputs, outputs], row-major. */
function glorot(inputs: number, outputs: number, random: () => number): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return Float32Array.from({ length: inputs * outputs }, () => limit * (2 * random() - 1));
}

/** [units, gates × units], row-major: an orthogonal square a gate. */
function orthogonalGates(units: number, gates: number, random: () => number): Float32Array {
  const out = new Float32Array(units * gates * units);
  for (let gate = 0; gate < gates; gate++)
    orthogonal(units, random).forEach((row, i) => out.set(row, (i * gates + gate) * units));
  return out;
}

/** Rows of a random orthogonal matrix, by Gram–Schmidt. */
function orthogonal(size: number, random: () => number): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => normal(random));
    for (const earlier of rows) {
      const along = dot(row, earlier);
      for (let i = 0; i < size; i++) row[i] = (row[i] ?? 0) - along * (earlier[i] ?? 0);
    }
    const length = Math.sqrt(dot(row, row));
    // What is left may be rounding alone; then another one is drawn.
    if (length > 1e-6) rows.push(row.map((value) => value / length));
  }
  return rows;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** Box–Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
