import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTreeModel } from './parse-tree-model.ts';
import type { TreeAlgorithm } from './tree-model.ts';

interface Fixture {
  readonly algorithm: TreeAlgorithm;
  readonly model: string;
  readonly columns: readonly string[];
  /** Base64 of little-endian float64. */
  readonly rows: string;
  readonly expected: string;
  /** Of the last rows: the library's Shapley value of each column, and then the base value. */
  readonly shap: string;
}

const load = (name: string): Fixture =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as Fixture;

const doubles = (base64: string): Float64Array =>
  new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

/** Bit patterns, so that −0 is not 0 and one NaN is the other. */
const bitsOf = (values: Float64Array): bigint[] => Array.from(new BigInt64Array(values.buffer));

const NAMES = [
  'xgboost',
  'lightgbm',
  'lightgbm-zero-is-missing',
  'catboost-nan-lowest',
  'catboost-nan-highest',
];

describe.each(NAMES)('%s', (name) => {
  const fixture = load(name);
  const model = parseTreeModel(fixture.algorithm, fixture.model);
  const rows = doubles(fixture.rows);
  const width = fixture.columns.length;
  const row = (i: number): Float64Array => rows.slice(i * width, (i + 1) * width);
  const expected = doubles(fixture.expected);

  it('gives the bits of the library, at thresholds, zeroes and missing values too', () => {
    const score = model.bind(Int32Array.from(fixture.columns, (_, i) => i));
    expect(bitsOf(expected.map((_, i) => score(row(i))))).toEqual(bitsOf(expected));
    expect(new Set(expected).size).toBeGreaterThan(100);
    expect(model.columns).toEqual(fixture.columns);
  });

  it('finds its columns wherever they stand in a row', () => {
    const score = model.bind(Int32Array.from(fixture.columns, (_, i) => 2 * (width - i)));
    const moved = (i: number): Float64Array => {
      const wide = new Float64Array(3 * width).fill(1e300);
      row(i).forEach((value, column) => (wide[2 * (width - column)] = value));
      return wide;
    };
    expect(bitsOf(expected.map((_, i) => score(moved(i))))).toEqual(bitsOf(expected));
  });

  it('keeps two bound functions apart', () => {
    const positions = Int32Array.from(fixture.columns, (_, i) => i);
    const [a, b] = [model.bind(positions), model.bind(positions)];
    const first = a(row(0));
    b(row(1));
    expect(a(row(0))).toBe(first);
  });

  it('explains a row as the library does, missing values included, and up to its prediction', () => {
    const positions = Int32Array.from(fixture.columns, (_, i) => i);
    const explain = model.explain(positions);
    const score = model.bind(positions);
    const shap = doubles(fixture.shap);
    const explained = shap.length / (width + 1);
    const values = new Float64Array(width);
    expect(explained).toBe(60);
    for (let i = 0; i < explained; i++) {
      const x = row(expected.length - explained + i);
      const base = explain(x, values);
      shap.subarray(i * (width + 1), (i + 1) * (width + 1)).forEach((theirs, column) => {
        const ours = values[column] ?? base;
        expect(Math.abs(ours - theirs)).toBeLessThan(1e-5 * Math.max(1, Math.abs(theirs)));
      });
      const sum = values.reduce((total, value) => total + value, base);
      // XGBoost sums its leaves in float.
      expect(sum).toBeCloseTo(score(x), fixture.algorithm === 'xgboost' ? 5 : 12);
    }
  });

  it('refuses a file cut off anywhere', () => {
    const { length } = fixture.model.slice(0, fixture.model.lastIndexOf('end of trees'));
    for (const share of [0, 0.1, 0.5, 0.9, 0.99])
      expect(() =>
        parseTreeModel(fixture.algorithm, fixture.model.slice(0, share * length)),
      ).toThrow(`${fixture.algorithm} model`);
  });
});

describe('what the scorer does not know is refused by name', () => {
  const edited = (name: string, from: string | RegExp, to: string) => () => {
    const { algorithm, model } = load(name);
    const changed = model.replace(from, to);
    expect(changed).not.toBe(model);
    return parseTreeModel(algorithm, changed);
  };

  it.each([
    ['xgboost', '"gbtree"', '"dart"', /name: is 'dart', expected one of gbtree/],
    ['xgboost', 'reg:absoluteerror', 'multi:softprob', /objective\.name: is 'multi:softprob'/],
    ['xgboost', '"num_target":"1"', '"num_target":"2"', /num_target: is '2'/],
    ['xgboost', /"base_score":"[^"]*"/, '"base_score":"[1E0,2E0]"', /base_score: is '\[1E0,2E0\]'/],
    ['xgboost', /"split_type":\[0/, '"split_type":[1', /trees\[0\]: has 0 sets for 1 categorical/],
    ['xgboost', /"right_children":\[\d+/, '"right_children":[1', /tree 0 reaches node 1 twice/],
    ['xgboost', /"right_children":\[\d+/, '"right_children":[999', /tree 0 .*999/],
    ['xgboost', /"split_indices":\[\d+/, '"split_indices":[8', /splits on feature 8 .*has 8 feat/],
    ['xgboost', /"default_left":\[\d,/, '"default_left":[', /default_left has \d+ values for \d+/],
    ['xgboost', '"f7"]', '"f7","f8"]', /feature_names: names 9 features of 8/],
    ['lightgbm', 'version=v4', 'version=v9', /version is 'v9'/],
    ['lightgbm', 'objective=regression_l1', 'objective=multiclass', /objective is 'multiclass'/],
    ['lightgbm', 'num_class=1', 'num_class=3', /num_class is '3'/],
    ['lightgbm', 'is_linear=0', 'is_linear=1', /tree 0: is_linear is '1'/],
    ['lightgbm', /decision_type=\d+/, 'decision_type=9', /tree 0: 'cat_boundaries' is missing/],
    ['lightgbm', /decision_type=\d+/, 'decision_type=14', /unknown decision_type 14/],
    [
      'lightgbm',
      /threshold=\S+ /,
      'threshold=',
      /tree 0: threshold has 10 values, 11 belong to 12/,
    ],
    ['lightgbm', /leaf_count=\d+/, 'leaf_count=-1', /tree 0 has no cover of leaf 0/],
    ['xgboost', '"sum_hessian"', '"hessians"', /'sum_hessian' is missing/],
    [
      'catboost-nan-lowest',
      /"leaf_weights": \[[^,]+,/,
      '"leaf_weights": [',
      /15 leaf_weights for 16/,
    ],
    ['lightgbm', /threshold=\S+/, 'threshold=nan', /tree 0 has no number as threshold of node 0/],
    ['lightgbm', /left_child=\d+/, 'left_child=0', /tree 0 reaches node 0 twice/],
    ['lightgbm', /leaf_value=\S+/, 'leaf_value=1e999', /value Infinity in leaf 0/],
    ['lightgbm', /\nTree=13\n[^]*?\n\n\n/, '\n', /holds 13 trees, tree_sizes has 14/],
    ['lightgbm', 'label_index', 'average_output\nlabel_index', /averages its trees/],
    ['catboost-nan-lowest', '"FloatFeature"', '"OnlineCtr"', /split_type: is 'OnlineCtr'/],
    ['catboost-nan-lowest', /"scale_and_bias": \[1, \[/, '"scale_and_bias": [1, [0, ', /one bias/],
    ['catboost-nan-lowest', /"leaf_values": \[[^,]+,/, '"leaf_values": [', /15 leaf_values, 16/],
    ['catboost-nan-lowest', '"AsFalse"', '"AsMean"', /nan_value_treatment: is 'AsMean'/],
    [
      'catboost-nan-lowest',
      /"border": [^,]+/,
      '"border": "x"',
      /border: is "x", expected a number/,
    ],
    ['catboost-nan-lowest', '"type": "MAE"', '"type": "MultiClass"', /type: is 'MultiClass'/],
    ['catboost-nan-lowest', '"oblivious_trees"', '"trees"', /'oblivious_trees' is missing/],
  ])('%s: %s → %s', (name, from, to, message) => {
    expect(edited(name, from, to)).toThrow(message);
  });

  it('tells a broken model from other failures', () => {
    expect(edited('xgboost', '"gbtree"', '"dart"')).toThrow(
      expect.objectContaining({ code: 'MODEL_FORMAT' }),
    );
  });
});

describe('base_score', () => {
  it('is read with and without the brackets of version 3', () => {
    const { model, expected } = load('xgboost');
    const bare = model.replace(/"base_score":"\[([^\]]*)\]"/, '"base_score":"$1"');
    expect(bare).not.toBe(model);
    const row = doubles(load('xgboost').rows).slice(0, 8);
    const score = parseTreeModel('xgboost', bare).bind(Int32Array.from(row, (_, i) => i));
    expect(score(row)).toBe(doubles(expected)[0]);
  });
});

/** One split of column a: 1 to its left, 2 to its right. */
const stump = (decision: number, threshold: string): string =>
  [
    'tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0',
    'objective=regression_l1\nfeature_names=a\ntree_sizes=1\n',
    `Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=${threshold}\ndecision_type=${decision}`,
    'left_child=-1\nright_child=-2\nleaf_value=1 2\nleaf_count=1 1\ninternal_count=2\nis_linear=0\n\nend of trees\n',
  ].join('\n');

const scores = (model: string, values: readonly number[]): number[] => {
  const score = parseTreeModel('lightgbm', model).bind(Int32Array.of(0));
  return values.map((x) => score(Float64Array.of(x)));
};

describe('a LightGBM split that parts missing values from all others', () => {
  it.each([
    ['right', 8, 2],
    ['left', 10, 1],
  ])('sends NaN to the %s and the rest to the left', (_, decision, ofMissing) => {
    const values = [NaN, -1e300, 0, 1e300, Infinity];
    expect(scores(stump(decision, 'inf'), values)).toEqual([ofMissing, 1, 1, 1, 1]);
  });
});

describe('a LightGBM split within the zero band', () => {
  const values = [-1e-34, -1e-35, -5e-36, -0, 0, 5e-36, 1e-35, 1e-34, NaN];

  // What the library itself predicts.
  it.each([
    ['missing: none', 0, '5e-36', [1, 1, 1, 1, 1, 1, 1, 2, 1]],
    ['missing: none', 0, '1.0000000180025095e-35', [1, 1, 1, 1, 1, 1, 1, 2, 1]],
    ['missing: none', 0, '-5e-36', [1, 2, 2, 2, 2, 2, 2, 2, 2]],
    ['missing: none', 0, '-1.0000000180025095e-35', [1, 2, 2, 2, 2, 2, 2, 2, 2]],
    ['missing: NaN, to the left', 10, '-5e-36', [1, 2, 2, 2, 2, 2, 2, 2, 1]],
    ['missing: zero, to the right', 4, '5e-36', [1, 2, 2, 2, 2, 2, 2, 2, 2]],
    ['missing: zero, to the left', 6, '-5e-36', [1, 1, 1, 1, 1, 1, 1, 2, 1]],
  ])('%s (%i), threshold %s', (_, decision, threshold, expected) => {
    expect(scores(stump(decision, threshold), values)).toEqual(expected);
  });
});
