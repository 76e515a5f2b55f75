import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createScorer, type ModelBundle, type TreeAlgorithm } from '@headroom/forecasting';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitBooster, python, type Columns, type Fit } from './booster-fits.ts';

const ROWS = 1500;
const TIMEOUT_MS = 300_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-boosters-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Mulberry32: rows must be the same on every run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Columns as the features are: fractions, large rates, counts, flags with many zeroes, and gaps in half of them. */
function randomRows(seed: number): Columns {
  const next = uniform(seed);
  const column = (value: () => number, missing: number) =>
    Float64Array.from({ length: ROWS }, () => (next() < missing ? NaN : value()));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const columns = {
    level: column(() => next(), 0),
    scale: column(() => 0.01 + next(), 0),
    rate: column(() => 1e5 * next() ** 3, 0.2),
    share: column(() => 1e-9 * normal(), 0.2),
    count: column(() => Math.floor(6 * next()), 0.1),
    flag: column(() => Number(next() < 0.3), 0),
    signed: column(() => (next() < 0.4 ? 0 : normal()), 0),
    mostlyMissing: column(normal, 0.9),
  };
  const z = Float64Array.from({ length: ROWS }, (_, i) => {
    const rate = columns.rate[i] ?? 0;
    const gap = Number.isNaN(rate) ? 0.7 : Math.log1p(rate) / 8;
    return gap + (columns.signed[i] ?? 0) * (columns.flag[i] ?? 0) + 0.2 * normal();
  });
  return { ...columns, z };
}

function bundleOf(algorithm: TreeAlgorithm, columns: readonly string[]): ModelBundle {
  const file = { uri: 'model', sha256: '0'.repeat(64), bytes: 0 };
  const formats = {
    xgboost: 'xgboost-json',
    lightgbm: 'lightgbm-text',
    catboost: 'catboost-json',
  } as const;
  return {
    format: 'headroom-model/1',
    algorithm,
    featureService: 'test',
    columns,
    declared: [],
    definitionHash: 'test',
    cadenceMs: 300_000,
    transform: 'level-scale',
    scaler: null,
    demand: null,
    intervals: null,
    model: { ...file, format: formats[algorithm] },
    trainingData: {
      snapshot: file,
      asOf: 0,
      rows: { train: ROWS, validation: 0, test: 0 },
      services: [],
    },
    library: { name: algorithm, version: 'test' },
    params: {},
  };
}

/** Bit patterns of our own prediction of every row. */
function scoredBits(algorithm: TreeAlgorithm, columns: Columns, fit: Fit): bigint[] {
  const names = Object.keys(columns).filter((name) => name !== 'z');
  const { z } = createScorer(bundleOf(algorithm, names), fit.model).forColumns(names);
  const row = new Float64Array(names.length);
  return bitsOf(
    Float64Array.from({ length: ROWS }, (_, i) => {
      names.forEach((name, column) => (row[column] = columns[name]?.[i] ?? NaN));
      return z(row, null);
    }),
  );
}

const bitsOf = (values: Float64Array): bigint[] => Array.from(new BigInt64Array(values.buffer));

const VARIANTS = [
  { algorithm: 'xgboost', params: {} },
  { algorithm: 'xgboost', params: { grow_policy: 'lossguide', max_leaves: 20, max_depth: 0 } },
  { algorithm: 'lightgbm', params: {} },
  { algorithm: 'lightgbm', params: { zero_as_missing: true } },
  { algorithm: 'catboost', params: {} },
  { algorithm: 'catboost', params: { nan_mode: 'Max' } },
] as const;

describe.each(VARIANTS)('$algorithm $params', ({ algorithm, params }) => {
  it(
    'trained on half of the rows, is scored to the bit on all of them, missing values included',
    async () => {
      const columns = randomRows(17);
      const fit = await fitBooster(folder, algorithm, columns, {
        params,
        train: [[0, ROWS / 2]],
        valid: [[ROWS / 2, ROWS]],
        earlyStoppingRounds: 10,
        rounds: 80,
      });
      expect(scoredBits(algorithm, columns, fit)).toEqual(bitsOf(fit.predicted));
      expect(new Set(fit.predicted).size).toBeGreaterThan(ROWS / 4);
    },
    TIMEOUT_MS,
  );
});

describe.each(['xgboost', 'lightgbm', 'catboost'] as const)('%s', (algorithm) => {
  it(
    'fits the same file from the same rows, with two threads',
    async () => {
      const columns = randomRows(23);
      const first = await fitBooster(folder, algorithm, columns, {});
      const second = await fitBooster(folder, algorithm, columns, {});
      expect(second.model).toBe(first.model);
      expect(bitsOf(second.predicted)).toEqual(bitsOf(first.predicted));
      expect(scoredBits(algorithm, columns, first)).toEqual(bitsOf(first.predicted));
    },
    TIMEOUT_MS,
  );

  it(
    'learns a constant target, whose trees may be bare leaves',
    async () => {
      const columns = { ...randomRows(29), z: new Float64Array(ROWS).fill(0.125) };
      const fit = await fitBooster(folder, algorithm, columns, { rounds: 5 });
      expect(scoredBits(algorithm, columns, fit)).toEqual(bitsOf(fit.predicted));
      expect(Math.max(...fit.predicted.map((z) => Math.abs(z - 0.125)))).toBeLessThan(1e-5);
    },
    TIMEOUT_MS,
  );
});

describe('the worker', () => {
  it(
    'passes its own tests',
    async () => {
      const cwd = fileURLToPath(new URL('../../../python/', import.meta.url));
      const { stderr } = await promisify(execFile)(python(), ['-B', '-m', 'unittest'], { cwd });
      expect(stderr).toMatch(/^Ran \d+ tests .*\n\nOK\n$/m);
    },
    TIMEOUT_MS,
  );
});
