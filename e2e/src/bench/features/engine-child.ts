/** Program: the engine's side of the features benchmark, in the terms of peers.py. Its argument is the folder. */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchEngine,
  FeatureMatrix,
  FEATURE_VIEWS,
  INTERACTION_COUNT,
  interactionColumns,
  METRIC_COUNT,
  VECTOR_COLUMNS,
} from '@headroom/feature-engine';
import { bucketsOf, type FeaturesJob, type Repetition } from './job.ts';

/** Written to as a file: process.stdout would load streams and sockets. */
const STDOUT = 1;
const folder = process.argv[2] ?? '';
const job = JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8')) as FeaturesJob;
const bytes = readFileSync(join(folder, 'input.bin'));
const input = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
const services = bucketsOf(input, job);

const engine = new BatchEngine(job.cadenceMinutes * 60_000);
// As a program keeps them: made once, used for every batch. The first repetition pays for their memory.
const matrix = new FeatureMatrix(job.rows);
const interactions = Array.from({ length: INTERACTION_COUNT }, () => new Float64Array(job.rows));
const noCluster = new Float64Array(job.rows);

for (let i = 0; i < job.repetitions; i++) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  matrix.clear();
  for (const buckets of services) engine.append(buckets, matrix);
  interactionColumns(matrix.view().columns.slice(0, METRIC_COUNT), noCluster, interactions);
  const wall = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const peak = process.resourceUsage().maxRSS * 1024;
  const cpu = (user + system) / 1e6;
  const repetition: Repetition = { cpu, system: system / 1e6, wall, peak };
  writeSync(STDOUT, `${JSON.stringify(repetition)}\n`);
}

const names = [
  ...VECTOR_COLUMNS,
  ...FEATURE_VIEWS.filter(({ source }) => source === 'on_demand').flatMap((view) => view.features),
].map(({ name }) => name);
const columns = [...matrix.view().columns, ...interactions];
const sampled = new Float64Array(columns.length * Math.ceil(job.rows / job.step));
let next = 0;
for (const column of columns) {
  for (let row = 0; row < job.rows; row += job.step) sampled[next++] = column[row] ?? NaN;
}
writeFileSync(join(folder, 'engine.bin'), sampled);
writeFileSync(join(folder, 'engine.json'), JSON.stringify(names));
