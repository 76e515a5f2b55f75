import { ForecastingError } from '../error.ts';
import { createTreeShap } from '../explain/tree-shap.ts';
import { buildForest, type BinaryTree } from './build-forest.ts';
import { createWalk, walkTrees, type Forest, type Walk } from './forest.ts';
import { doubleBelow } from './next-below.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

/** Everything within it is zero to LightGBM, the ends included (a float constant in its source). */
const ZERO_BAND = Math.fround(1e-35);

const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING_NONE = 0;
const MISSING_ZERO = 1;
const MISSING_NAN = 2;

/** Objectives whose raw score is the prediction. */
const IDENTITY_OBJECTIVES = ['regression_l1', 'regression'];

type Section = ReadonlyMap<string, string>;

/** Parses LightGBM's text model (version v4, numerical splits, one output). */
export function parseLightGbm(text: string): TreeModel {
  const end = text.indexOf('\nend of trees');
  if (end < 0) fail("has no 'end of trees': the file is truncated");
  const [head = '', ...blocks] = text.slice(0, end).split(/\nTree=\d+\n/);
  const header = section(head);
  if (!head.startsWith('tree')) fail("does not begin with 'tree': no LightGBM text model");
  expect(header, 'version', ['v4']);
  expect(header, 'num_class', ['1']);
  expect(header, 'num_tree_per_iteration', ['1']);
  expect(header, 'objective', IDENTITY_OBJECTIVES);
  if (/^average_output$/m.test(head)) fail('averages its trees (random forest): not supported');
  const columns = value(header, 'feature_names').split(' ');
  if (columns.length !== Number(value(header, 'max_feature_idx')) + 1)
    fail(`names ${columns.length} features, max_feature_idx + 1 differs`);
  const declared = value(header, 'tree_sizes').split(' ').filter(Boolean).length;
  if (declared !== blocks.length) fail(`holds ${blocks.length} trees, tree_sizes has ${declared}`);

  const zeroIsMissing = new Map<number, boolean>();
  const trees = blocks.map((block, index) => parseTree(section(block), index, zeroIsMissing));
  const forest = buildForest(trees, columns.length, 'lightgbm model');
  return {
    algorithm: 'lightgbm',
    columns,
    trees: trees.length,
    bind: (positions) => bind(forest, positions, zeroIsMissing),
    explain: (positions) => explain(forest, positions, zeroIsMissing),
  };
}

function parseTree(tree: Section, index: number, zeroIsMissing: Map<number, boolean>): BinaryTree {
  const path = `tree ${index}`;
  expect(tree, 'num_cat', ['0'], path);
  expect(tree, 'is_linear', ['0'], path);
  const leaves = Number(value(tree, 'num_leaves', path));
  const numbers = (name: string, count: number): Float64Array => {
    const out = Float64Array.from(value(tree, name, path).split(' ').filter(Boolean), number);
    if (out.length !== count)
      fail(`${path}: ${name} has ${out.length} values, ${count} belong to ${leaves} leaves`);
    return out;
  };
  const leaf = numbers('leaf_value', leaves);
  // A tree that found no split is written without nodes.
  const nodes = leaves - 1;
  const read = (name: string) => (nodes === 0 ? new Float64Array(0) : numbers(name, nodes));
  const feature = read('split_feature');
  const decision = read('decision_type');
  const threshold = read('threshold').map(outsideZeroBand);
  const missingLeft = Array.from(decision, (bits, node) => {
    if ((bits & CATEGORICAL) !== 0)
      fail(`${path}: node ${node} is a categorical split: not supported`);
    const missing = bits >> 2;
    if (missing > MISSING_NAN) fail(`${path}: node ${node} has the unknown decision_type ${bits}`);
    const column = feature[node] as number;
    const zero = missing === MISSING_ZERO;
    if ((zeroIsMissing.get(column) ?? zero) !== zero)
      fail(`${path}: node ${node}: zero is missing in some splits on feature ${column} only`);
    zeroIsMissing.set(column, zero);
    // Where missing means nothing to a split, LightGBM takes NaN for zero.
    return missing === MISSING_NONE
      ? 0 <= (threshold[node] as number)
      : (bits & DEFAULT_LEFT) !== 0;
  });
  const left = read('left_child');
  const right = read('right_child');
  const cover = read('internal_count');
  const leafCover = numbers('leaf_count', leaves);
  const root = nodes === 0 ? ~0 : 0;
  return { root, feature, threshold, missingLeft, left, right, leaf, cover, leafCover };
}

/** A split of missing from all the rest has the threshold `inf`. */
function number(text: string): number {
  if (text === 'inf') return Infinity;
  return text === '-inf' ? -Infinity : Number(text);
}

/**
 * LightGBM sees a value within the zero band as 0. Moving a threshold inside the band to its edge sends every such
 * value where 0 goes, so that rows need not be changed.
 */
function outsideZeroBand(threshold: number): number {
  if (threshold >= 0 && threshold < ZERO_BAND) return ZERO_BAND;
  if (threshold < 0 && threshold >= -ZERO_BAND) return doubleBelow(-ZERO_BAND);
  return threshold;
}

function bind(
  forest: Forest,
  positions: Int32Array,
  zeroIsMissing: ReadonlyMap<number, boolean>,
): RowFunction {
  const walk = createWalk(forest);
  const fill = reader(forest, positions, zeroIsMissing, walk);
  const { leaves } = walk;
  return (row) => {
    fill(row);
    walkTrees(forest, walk);
    let sum = 0;
    for (let t = 0; t < forest.trees; t++) sum += leaves[t] as number;
    return sum;
  };
}

function explain(
  forest: Forest,
  positions: Int32Array,
  zeroIsMissing: ReadonlyMap<number, boolean>,
): RowExplainer {
  const walk = createWalk(forest);
  const fill = reader(forest, positions, zeroIsMissing, walk);
  const shap = createTreeShap(forest);
  return (row, contributions) => {
    fill(row);
    shap.contributions(walk, contributions);
    return shap.expected;
  };
}

function reader(
  forest: Forest,
  positions: Int32Array,
  zeroIsMissing: ReadonlyMap<number, boolean>,
  { x, missing }: Walk,
): (row: Float64Array) => void {
  const source = forest.used.map((column) => positions[column] as number);
  const zeroes = Uint8Array.from(forest.used, (column) => (zeroIsMissing.get(column) ? 1 : 0));
  return (row) => {
    for (let i = 0; i < source.length; i++) {
      const value = row[source[i] as number] as number;
      const isMissing = value !== value || (zeroes[i] === 1 && Math.abs(value) <= ZERO_BAND);
      x[i] = isMissing ? NaN : value;
      missing[i] = Number(isMissing);
    }
  };
}

function section(block: string): Section {
  return new Map(
    block.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
    }),
  );
}

function value(from: Section, name: string, path = 'header'): string {
  return from.get(name) ?? fail(`${path}: '${name}' is missing`);
}

function expect(from: Section, name: string, allowed: readonly string[], path = 'header'): void {
  const found = value(from, name, path);
  if (!allowed.includes(found))
    fail(`${path}: ${name} is '${found}', the scorer knows ${allowed.join(', ')}`);
}

function fail(wrong: string): never {
  throw new ForecastingError('MODEL_FORMAT', `lightgbm model: ${wrong}`);
}
