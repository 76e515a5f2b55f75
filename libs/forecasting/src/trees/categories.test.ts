import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryFixture, differences, doubles } from '../testing/library-answers.ts';
import { bitsOf, isMember } from './categories.ts';
import { parseTreeModel } from './parse-tree-model.ts';

const load = (algorithm: string) =>
  categoryFixture(
    readFileSync(new URL(`../../fixtures/${algorithm}-categories.json`, import.meta.url), 'utf8'),
  );

describe.each(['lightgbm', 'xgboost', 'catboost'])('%s with categorical columns', (algorithm) => {
  const fixture = load(algorithm);

  it.each(fixture.cases.map((one) => [one.objective, one] as const))(
    '%s: the margin to the bit, the prediction to its last places, the Shapley values',
    (_, one) => {
      expect(differences(fixture, one)).toEqual([]);
      expect(new Set(doubles(one.margin)).size).toBeGreaterThan(50);
    },
  );
});

describe('a set of categories', () => {
  it('holds what it was made of, and nothing else', () => {
    const category = fc.nat(200);
    fc.assert(
      fc.property(fc.array(category, { minLength: 1 }), fc.double(), (members, other) => {
        const words = bitsOf(members) ?? new Int32Array();
        const sets = { set: Int32Array.of(0), start: Int32Array.of(0, words.length), words };
        for (let c = 0; c < 256; c++) expect(isMember(sets, 0, c)).toBe(members.includes(c));
        expect(isMember(sets, 0, other)).toBe(other >= 0 && members.includes(Math.trunc(other)));
      }),
    );
  });

  it.each([[-1], [0.5], [NaN], [2 ** 24]])('has no category %d', (wrong) => {
    expect(bitsOf([1, wrong])).toBeNull();
  });
});

describe('a CatBoost category that the library refuses', () => {
  it.each([NaN, 0.5, Infinity])('%d gives neither prediction nor explanation', (value) => {
    const fixture = load('catboost');
    const model = parseTreeModel('catboost', fixture.cases[0]?.model ?? '');
    const positions = Int32Array.from(fixture.columns, (_, i) => i);
    const row = doubles(fixture.rows).slice(0, fixture.columns.length);
    row[fixture.columns.indexOf('zone')] = value;
    expect(model.bind(positions)(row)).toBeNaN();
    const values = new Float64Array(row.length);
    expect(model.explain(positions)(row, values)).toBeNaN();
    expect(values.every(Number.isNaN)).toBe(true);
  });
});

describe('a file whose categories are not whole is refused by name', () => {
  it.each([
    ['lightgbm', /cat_boundaries=0 \d+/, 'cat_boundaries=0 0', /tree 0: has no whole set 0/],
    ['lightgbm', /cat_threshold=\d+/, 'cat_threshold=-1', /cat_threshold must hold integers/],
    ['lightgbm', /cat_threshold=/, 'cat=', /tree 0: 'cat_threshold' is missing/],
    ['xgboost', /"categories":\[\d+/, '"categories":[-1', /no category in the set of node/],
    ['xgboost', /"categories_sizes":\[\d+/, '"categories_sizes":[999', /no whole set of cat/],
    ['xgboost', /"categories_nodes":\[\d+,?/, '"categories_nodes":[', /sets for \d+ cat/],
    ['catboost', '"cat_features_hash"', '"hashes"', /save the model with its pool/],
    ['catboost', /"cat_feature_index": \d+/, '"cat_feature_index": 9', /integer from 0 to 1/],
  ])('%s: %s → %s', (algorithm, from, to, message) => {
    const model = load(algorithm).cases[0]?.model ?? '';
    const changed = model.replace(from, to);
    expect(changed).not.toBe(model);
    expect(() => parseTreeModel(load(algorithm).algorithm, changed)).toThrow(message);
  });
});
