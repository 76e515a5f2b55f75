import { readFileSync } from 'node:fs';
import { resolveFeatureService } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import { GATES, serializeRnn, type RnnCell, type RnnWeights } from '../rnn/weights.ts';
import { parseTreeModel } from '../trees/parse-tree-model.ts';
import { createScorer } from './create-scorer.ts';
import type { ModelBundle } from './model-bundle.ts';
import { parseBundle, serializeBundle } from './parse-bundle.ts';

const lightgbm = (
  JSON.parse(readFileSync(new URL('../../fixtures/lightgbm.json', import.meta.url), 'utf8')) as {
    model: string;
  }
).model
  // The fixture's columns know nothing of level and scale; two of them play their part.
  .replace('feature_names=f0 f1 f2 f3 f4 f5 f6 f7', 'feature_names=f0 f1 f2 f3 f4 level scale f7');

const file = { uri: 'models/a', sha256: 'a'.repeat(64), bytes: 10 };
const bundle: ModelBundle = {
  format: 'headroom-model/1',
  algorithm: 'lightgbm',
  featureService: 'cloud_optimizer_training',
  columns: ['f0', 'f1', 'f2', 'f3', 'f4', 'level', 'scale', 'f7'],
  declared: ['cpu_utilization'],
  definitionHash: '0123456789abcdef',
  cadenceMs: 300_000,
  transform: 'level-scale',
  scaler: null,
  demand: null,
  intervals: null,
  model: { ...file, format: 'lightgbm-text' },
  trainingData: {
    snapshot: { uri: 'data/processed/b.parquet', sha256: 'b'.repeat(64), bytes: 7 },
    asOf: 1_700_000_000_000,
    rows: { train: 70, validation: 15, test: 15 },
    services: ['web', 'db'],
  },
  library: { name: 'lightgbm', version: '4.7.0' },
  params: { num_leaves: 12, deterministic: true },
};
const { columns } = bundle;

const intervals = {
  coverage: 0.8,
  pooled: { lower: -1, upper: 2 },
  services: { web: { lower: -0.5, upper: 1 } },
};
const demandOf = (over: object) => ({
  version: 1 as const,
  profiles: {
    web: { workday: 1, weekend: 0.5, hours: Array.from({ length: 24 }, () => 0), ...over },
  },
});

describe('a model bundle', () => {
  it('of an earlier release has neither demand nor intervals', () => {
    const { demand: _demand, intervals: _intervals, ...earlier } = bundle;
    expect(parseBundle(JSON.stringify(earlier))).toEqual(bundle);
  });

  it('survives its text, which does not depend on the order of fields', () => {
    expect(parseBundle(serializeBundle(bundle))).toEqual(bundle);
    const whole = { ...bundle, demand: demandOf({}), intervals };
    expect(parseBundle(serializeBundle(whole))).toEqual(whole);
    const shuffled = Object.fromEntries(Object.entries(bundle).reverse()) as unknown as ModelBundle;
    expect(serializeBundle(shuffled)).toBe(serializeBundle(bundle));
  });

  it.each([
    ['format', 'headroom-model/2', /format: is 'headroom-model\/2'/],
    ['algorithm', 'prophet', /algorithm: is 'prophet', expected one of xgboost/],
    ['columns', ['f0', 'level'], /columns: lacks 'scale'/],
    ['columns', ['f0', 'f0', 'level', 'scale'], /columns: names 'f0' twice/],
    ['definitionHash', '', /definitionHash: is empty/],
    ['cadenceMs', 0, /cadenceMs: is 0, expected an integer/],
    ['transform', 'none', /transform: is 'none'/],
    ['scaler', { columns: [], mean: [], deviation: [] }, /must be null: lightgbm takes values/],
    ['model', { ...file, format: 'xgboost-json' }, /model\.format: is 'xgboost-json'/],
    ['model', { ...file, sha256: 'x', format: 'lightgbm-text' }, /sha256: must be 64 hex/],
    ['trainingData', {}, /trainingData: field 'rows' is missing/],
    ['demand', { version: 2, profiles: {} }, /demand\.version: is 2/],
    ['demand', demandOf({ hours: [1] }), /demand\.profiles\.web\.hours: must be 24 finite/],
    ['intervals', { ...intervals, coverage: 1 }, /coverage: must be between 0 and 1/],
    ['intervals', { ...intervals, pooled: { lower: 1, upper: 2 } }, /lower ≤ 0 ≤ upper/],
    ['params', { a: null }, /params\.a: is null, expected a string, number or boolean/],
  ])('with %s = %j is refused', (field, value, message) => {
    const text = JSON.stringify({ ...bundle, [field]: value });
    expect(() => parseBundle(text)).toThrow(message);
    expect(() => parseBundle(text)).toThrow(expect.objectContaining({ code: 'BUNDLE_FORMAT' }));
  });

  it('of a recurrent model must have a scaler', () => {
    const model = { ...file, format: 'headroom-rnn/1' };
    const text = JSON.stringify({ ...bundle, algorithm: 'lstm', model });
    expect(() => parseBundle(text)).toThrow(/scaler: is null, lstm needs one/);
  });
});

describe('createScorer for trees', () => {
  const wide = ['unused', ...[...columns].reverse()];
  const scorer = createScorer(bundle, lightgbm).forColumns(wide);
  const rowOf = (values: Record<string, number>) =>
    Float64Array.from(wide, (name) => values[name] ?? NaN);

  it('turns z into cpu with the level and scale of the row', () => {
    const row = rowOf({ f0: 0.3, f1: -1, level: 0.4, scale: 0.05, f7: 2 });
    const model = parseTreeModel('lightgbm', lightgbm);
    const z = model.bind(Int32Array.from(columns, (_, i) => i))(
      Float64Array.of(0.3, -1, NaN, NaN, NaN, 0.4, 0.05, 2),
    );
    expect(scorer.z(row, null)).toBe(z);
    expect(z).not.toBe(0);
    expect(scorer.cpu(row, 'web')).toBe(0.4 + z * 0.05);
    expect(scorer.ineligibility(row)).toBeNull();
  });

  it('explains z by the columns of the signature, wherever they stand in the row', () => {
    const explain = scorer.explainer();
    const row = rowOf({ f0: 1, f3: -0.5, f7: 0.3, level: 0.2, scale: 0.1 });
    const [values, shares] = [new Float64Array(columns.length), new Float64Array(columns.length)];
    const base = explain?.(row, null, values, shares) ?? NaN;
    expect(shares.reduce((sum, share) => sum + share, base)).toBeCloseTo(scorer.z(row, null), 12);
    expect(shares[columns.indexOf('f0')]).not.toBe(0);
    expect(shares.filter((share) => share !== 0).length).toBeGreaterThan(2);
    expect(scorer.inputs).toEqual(columns);
    expect(values).toEqual(Float64Array.from(columns, (name) => row[wide.indexOf(name)] ?? NaN));
  });

  it('has no answer without level or scale, and says why', () => {
    expect(scorer.cpu(rowOf({ f0: 1, scale: 0.05 }), null)).toBeNaN();
    expect(scorer.ineligibility(rowOf({ scale: 0.05 }))).toBe('NO_LEVEL');
    expect(scorer.cpu(rowOf({ f0: 1, level: 0.4 }), null)).toBeNaN();
    expect(scorer.ineligibility(rowOf({ level: 0.4 }))).toBe('WARMING_UP');
  });

  it('says where the truth should lie, by the service, as a fraction', () => {
    const { interval } = createScorer({ ...bundle, intervals }, lightgbm).forColumns(columns);
    const row = Float64Array.from(columns, (name) => (name === 'scale' ? 0.2 : 0.5));
    expect(interval(0.5, row, 'web')).toEqual({ coverage: 0.8, lower: 0.4, upper: 0.7 });
    expect(interval(0.5, row, 'other')).toEqual({ coverage: 0.8, lower: 0.3, upper: 0.9 });
    expect(interval(0.9, row, null)?.upper).toBe(1);
    expect(scorer.interval(0.5, rowOf({ scale: 1 }), 'web')).toBeNull();
  });

  it('refuses rows that are not as planned', () => {
    expect(() => scorer.cpu(new Float64Array(3), null)).toThrow(
      /3 values, its plan names 9 columns/,
    );
    const { forColumns } = createScorer(bundle, lightgbm);
    expect(() => forColumns(columns.slice(2))).toThrow(/the row lacks f0, f1; pass all columns/);
    expect(() => forColumns([...columns, 'f0'])).toThrow(/names a column twice/);
    expect(() => forColumns([])).toThrow(/lacks f0, f1, f2, f3, f4 and 3 more/);
  });

  it('refuses a bundle whose signature is not the model’s', () => {
    const swapped = { ...bundle, columns: ['f1', 'f0', ...columns.slice(2)] };
    expect(() => createScorer(swapped, lightgbm)).toThrow(/number 0 is 'f0' there/);
    const longer = { ...bundle, columns: [...columns, 'f8'] };
    expect(() => createScorer(longer, lightgbm)).toThrow(/has 8 features, the signature 9/);
  });
});

describe.each(['lstm', 'gru'] as const)('createScorer for %s', (cell: RnnCell) => {
  const plan = resolveFeatureService('cloud_optimizer_training', ['cpu_utilization', 'error_rate']);
  const signature = plan.signature.map(({ name }) => name);
  const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) / 2);
  const gates = GATES[cell];
  const weights: RnnWeights = {
    cell,
    steps: 24,
    channels: 4,
    calendar: 10,
    units: 3,
    kernel: wave(4 * gates * 3),
    recurrentKernel: wave(3 * gates * 3),
    bias: wave(gates * 3),
    head: [{ units: 1, activation: 'linear', kernel: wave(13), bias: wave(1) }],
  };
  const recurrent: ModelBundle = {
    ...bundle,
    algorithm: cell,
    columns: signature,
    scaler: { columns: ['cpu_utilization', 'error_rate'], mean: [0, 1], deviation: [1, 2] },
    model: { ...file, format: 'headroom-rnn/1' },
  };
  const values = Float64Array.from(signature, (name, i) => {
    if (name === 'level') return 0.5;
    return name === 'scale' ? 0.1 : Math.cos(i);
  });

  it('scores the same row alike, wherever its columns stand', () => {
    const text = serializeRnn(weights);
    const straight = createScorer(recurrent, text).forColumns(signature).cpu(values, null);
    const reversed = createScorer(recurrent, text).forColumns(['x', ...[...signature].reverse()]);
    expect(straight).toBe(reversed.cpu(Float64Array.of(7, ...[...values].reverse()), null));
    expect(Math.abs(straight - 0.5)).toBeGreaterThan(1e-6);
  });

  it('has no Shapley values', () => {
    const scorer = createScorer(recurrent, serializeRnn(weights)).forColumns(signature);
    expect(scorer.explainer()).toBeNull();
  });

  it('answers with missing metrics, not without a level', () => {
    const { cpu, z } = createScorer(recurrent, serializeRnn(weights)).forColumns(signature);
    const gappy = values.map((value, i) => (signature[i]?.startsWith('err') ? NaN : value));
    expect(z(gappy, null)).not.toBe(z(values, null));
    expect(Number.isFinite(cpu(gappy, null))).toBe(true);
    const lost = values.map((value, i) => (signature[i] === 'level' ? NaN : value));
    expect(cpu(lost, null)).toBeNaN();
  });

  it('refuses weights that the bundle does not describe', () => {
    const other = cell === 'lstm' ? 'gru' : 'lstm';
    const text = serializeRnn(weights);
    expect(() => createScorer({ ...recurrent, algorithm: other }, text)).toThrow(
      `has the cell ${cell}, the bundle's signature ${other}`,
    );
    const scaler = { columns: ['cpu_utilization'], mean: [0], deviation: [1] };
    expect(() => createScorer({ ...recurrent, scaler }, text)).toThrow(/a scaler of cpu_utiliz/);
    const full = resolveFeatureService('cloud_optimizer_training').signature;
    const columnsOfAll = full.map(({ name }) => name);
    expect(() => createScorer({ ...recurrent, columns: columnsOfAll }, text)).toThrow(
      /has channels 4, the bundle's signature 16/,
    );
  });
});
