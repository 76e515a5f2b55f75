/**
 * What one would write without Headroom: snapshot in; network, predictions and errors out, by TensorFlow.js alone, on
 * the same backend. The same shapes, rows, epochs and batches: the same work.
 *
 *     node plain-rnn.mjs job.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { ParquetFiles } from '@headroom/storage';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend, tensor, train } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { PlainJob } from './plain-job.ts';

const HOUR_MS = 3_600_000;
const STEPS = 24;
const METRICS = 8;

const job = PlainJob.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const number = (name: string): number => Number(job.params[name]);
const { resolve } = createRequire(import.meta.url);
setWasmPaths(join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep);
await setBackend('wasm');

const parquet = await ParquetFiles.open();
const table = await parquet.read(job.snapshot);
const column = (name: string) => table.float64(name);
const services = table.strings('service_id').map((name) => name ?? '');
const times = table.timestamps('event_timestamp');
const [y, level, scale] = [column('y'), column('level'), column('scale')];
const z = y.map((value, i) => (value - (level[i] ?? NaN)) / (scale[i] ?? NaN));
const metrics = job.columns.slice(0, METRICS).map(column);
const calendar = job.columns.slice(METRICS, METRICS + 10).map(column);

const rows = { train: [] as number[], validation: [] as number[], test: [] as number[] };
let first = 0;
services.forEach((service, row) => {
  if (service !== services[row - 1]) first = row;
  const [validation = NaN, test = NaN] = job.cuts[service] ?? [];
  const t = times[row] ?? NaN;
  if (!Number.isFinite(z[row])) return;
  if (t > test) rows.test.push(row);
  else if (t > validation && t <= test - HOUR_MS) rows.validation.push(row);
  else if (t <= validation - HOUR_MS && row - first >= STEPS - 1) rows.train.push(row);
});
const limit = number('sequences');
const learnt = Array.from(
  { length: Math.min(limit, rows.train.length) },
  (_, i) =>
    rows.train[Math.floor((i * rows.train.length) / Math.min(limit, rows.train.length))] ?? 0,
);
const scales = metrics.map((values) => {
  const there = rows.train.map((row) => values[row] ?? NaN).filter((value) => !Number.isNaN(value));
  const mean = there.reduce((a, b) => a + b, 0) / there.length;
  const variance = there.reduce((a, b) => a + (b - mean) ** 2, 0) / there.length;
  return { mean, std: Math.sqrt(variance) || 1 };
});

function sequences(of: readonly number[]) {
  const steps = new Float32Array(of.length * STEPS * 2 * METRICS);
  const moments = new Float32Array(of.length * calendar.length);
  of.forEach((row, i) => {
    for (let step = 0; step < STEPS; step++)
      for (let m = 0; m < METRICS; m++) {
        const value = metrics[m]?.[row - (STEPS - 1 - step)] ?? NaN;
        const at = (i * STEPS + step) * 2 * METRICS + m;
        const { mean, std } = scales[m] ?? { mean: 0, std: 1 };
        steps[at] = Number.isNaN(value) ? 0 : (value - mean) / std;
        steps[at + METRICS] = Number.isNaN(value) ? 0 : 1;
      }
    calendar.forEach((values, k) => (moments[i * calendar.length + k] = values[row] ?? 0));
  });
  return { steps, moments, z: Float32Array.from(of, (row) => z[row] ?? NaN), count: of.length };
}

const [units, batch] = [number('units'), number('batch')];
const sequence = input({ shape: [STEPS, 2 * METRICS] });
const moment = input({ shape: [calendar.length] });
const options = {
  units,
  recurrentActivation: 'sigmoid',
  kernelInitializer: 'glorotUniform',
  recurrentInitializer: 'glorotUniform',
} as const;
const recurrent = job.algorithm === 'lstm' ? layers.lstm(options) : layers.gru(options);
const hidden = layers.dense({ units: number('dense'), activation: 'relu' });
const joined = layers
  .concatenate()
  .apply([recurrent.apply(sequence) as SymbolicTensor, moment]) as SymbolicTensor;
const output = layers.dense({ units: 1 }).apply(hidden.apply(joined));
const network = model({ inputs: [sequence, moment], outputs: output as SymbolicTensor });
network.compile({ optimizer: train.adam(number('learning_rate')), loss: 'meanAbsoluteError' });

const tensors = ({ steps, moments, count }: ReturnType<typeof sequences>) => [
  tensor(steps, [count, STEPS, 2 * METRICS]),
  tensor(moments, [count, calendar.length]),
];
const [fitOn, stopOn, judgeOn] = [learnt, rows.validation, rows.test].map(sequences);
if (fitOn === undefined || stopOn === undefined || judgeOn === undefined)
  throw new Error('no rows');
await network.fit(tensors(fitOn), tensor(fitOn.z, [fitOn.count, 1]), {
  epochs: number('epochs'),
  batchSize: batch,
  shuffle: true,
  validationData: [tensors(stopOn), tensor(stopOn.z, [stopOn.count, 1])],
});
const errors: Record<string, number> = {};
const kept: { split: string; row: number; cpu: number }[] = [];
for (const [split, of, made] of [
  ['train', learnt, fitOn],
  ['validation', rows.validation, stopOn],
  ['test', rows.test, judgeOn],
] as const) {
  const answer = network.predict(tensors(made), { batchSize: 512 });
  const predicted = (Array.isArray(answer) ? answer[0] : answer)?.dataSync() ?? [];
  let sum = 0;
  of.forEach((row, i) => {
    const cpu = (level[row] ?? NaN) + Number(predicted[i]) * (scale[row] ?? NaN);
    sum += Math.abs(cpu - (y[row] ?? NaN));
    if (split !== 'train') kept.push({ split, row, cpu });
  });
  errors[split] = sum / of.length;
}
const weights = network.getWeights().map((weight) => Array.from(weight.dataSync()));
writeFileSync(join(job.out, 'model.json'), JSON.stringify(weights));
writeFileSync(join(job.out, 'metrics.json'), JSON.stringify(errors));
await parquet.write(join(job.out, 'predictions.parquet'), [
  { name: 'split', type: 'string', values: kept.map(({ split }) => split) },
  { name: 'service_id', type: 'string', values: kept.map(({ row }) => services[row] ?? '') },
  { name: 'prediction', type: 'float64', values: Float64Array.from(kept, ({ cpu }) => cpu) },
]);
parquet.close();
