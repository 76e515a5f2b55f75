import { ForecastingError } from '../error.ts';
import { createTreeShap } from '../explain/tree-shap.ts';
import { buildForest, type BinaryTree } from './build-forest.ts';
import { MAX_CATEGORIES } from './categories.ts';
import { createWalk, walkTrees, type Forest, type Walk } from './forest.ts';
import { exponential, identity, logistic, signedSquare, type Link } from './links.ts';
import { doubleBelow } from './next-below.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

/** Everything within it is zero to LightGBM, the ends included (a float constant in its source). */
const ZERO_BAND = Math.fround(1e-35);

const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING_NONE = 0;
const MISSING_ZERO = 1;
const MISSING_NAN = 2;

/** By the objective as the file writes it; the probability's slope is written behind `binary`. */
const LINKS = new Map<string, Link>([
  ['regression', identity],
  ['regression_l1', identity],
  ['regression sqrt', signedSquare],
  ['cross_entropy', logistic(1)],
  ['poisson', exponential],
  ['gamma', exponential],
  ['tweedie', exponential],
]);

/** How columns are read that the library doesn't take as plain numbers. */
type ColumnKind = 'number' | 'zero is missing' | 'category';

type Section = ReadonlyMap<string, string>;

/** Parses LightGBM's text model (version v4, one output). */
export function parseLightGbm(text: string): TreeModel {
  const end = text.indexOf('\nend of trees');
  if (end < 0) fail("has no 'end of trees': the file is truncated");
  const [head = '', ...blocks] = text.slice(0, end).split(/\nTree=\d+\n/);
  const header = section(head);
  if (!head.startsWith('tree')) fail("does not begin with 'tree': no LightGBM text model");
  expect(header, 'version', ['v4']);
  expect(header, 'num_class', ['1']);
  expect(header, 'num_tree_per_iteration', ['1']);
  const link = linkOf(value(header, 'objective'));
  if (/^average_output$/m.test(head)) fail('averages its trees (random forest): not supported');
  const columns = value(header, 'feature_names').split(' ');
  if (columns.length !== Number(value(header, 'max_feature_idx')) + 1)
    fail(`names ${columns.length} features, max_feature_idx + 1 differs`);
  const declared = value(header, 'tree_sizes').split(' ').filter(Boolean).length;
  if (declared !== blocks.length) fail(`holds ${blocks.length} trees, tree_sizes has ${declared}`);

  const kinds = new Map<number, ColumnKind>();
  const trees = blocks.map((block, index) => parseTree(section(block), index, kinds));
  const forest = buildForest(trees, columns.length, 'lightgbm model');
  return {
    algorithm: 'lightgbm',
    columns,
    trees: trees.length,
    link,
    bind: (positions) => bind(forest, positions, kinds),
    explain: (positions) => explain(forest, positions, kinds),
  };
}

function linkOf(objective: string): Link {
  const slope = Number(/^binary sigmoid:(\S+)$/.exec(objective)?.[1] ?? NaN);
  const link = slope > 0 ? logistic(slope) : LINKS.get(objective);
  const known = ['binary sigmoid:1', ...LINKS.keys()].join(', ');
  return link ?? fail(`header: objective is '${objective}', the scorer knows ${known}`);
}

function parseTree(tree: Section, index: number, kinds: Map<number, ColumnKind>): BinaryTree {
  const path = `tree ${index}`;
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
  const categories = new Map<number, Int32Array>();
  const written = read('threshold');
  const threshold = written.map(outsideZeroBand);
  const missingLeft = Array.from(decision, (bits, node) => {
    const missing = bits >> 2;
    if (missing > MISSING_NAN) fail(`${path}: node ${node} has the unknown decision_type ${bits}`);
    const column = feature[node] as number;
    const isCategory = (bits & CATEGORICAL) !== 0;
    const plain = missing === MISSING_ZERO ? 'zero is missing' : 'number';
    const kind = isCategory ? 'category' : plain;
    const before = kinds.get(column) ?? kind;
    if (before !== kind)
      fail(`${path}: node ${node} reads feature ${column} as ${kind}, another as ${before}`);
    kinds.set(column, kind);
    if (isCategory) {
      categories.set(node, categorySet(tree, written[node] as number, path));
      // Whatever is no category of the set goes right.
      return false;
    }
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
  return { root, feature, threshold, missingLeft, categories, left, right, leaf, cover, leafCover };
}

/** The bits of the tree's set number `at`, which a categorical node holds as its threshold. */
function categorySet(tree: Section, at: number, path: string): Int32Array {
  const list = (name: string): number[] => value(tree, name, path).split(' ').map(Number);
  const bounds = list('cat_boundaries');
  const [from = -1, to = -1] = [bounds[at], bounds[at + 1]];
  const words = list('cat_threshold').slice(from, to);
  if (from < 0 || to <= from || words.length !== to - from || 32 * words.length > MAX_CATEGORIES)
    fail(`${path}: has no whole set ${at} in cat_boundaries and cat_threshold`);
  if (words.some((word) => !Number.isInteger(word) || word < 0 || word >= 2 ** 32))
    fail(`${path}: cat_threshold must hold integers of 32 bits`);
  return Int32Array.from(words, (word) => word | 0);
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
  kinds: ReadonlyMap<number, ColumnKind>,
): RowFunction {
  const walk = createWalk(forest);
  const fill = reader(forest, positions, kinds, walk);
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
  kinds: ReadonlyMap<number, ColumnKind>,
): RowExplainer {
  const walk = createWalk(forest);
  const fill = reader(forest, positions, kinds, walk);
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
  kinds: ReadonlyMap<number, ColumnKind>,
  { x, missing }: Walk,
): (row: Float64Array) => void {
  const source = forest.used.map((column) => positions[column] as number);
  const zeroes = forest.used.map((column) => Number(kinds.get(column) === 'zero is missing'));
  const categories = forest.used.map((column) => Number(kinds.get(column) === 'category'));
  return (row) => {
    for (let i = 0; i < source.length; i++) {
      const value = row[source[i] as number] as number;
      const isMissing = value !== value || (zeroes[i] === 1 && Math.abs(value) <= ZERO_BAND);
      // The library casts a category to an integer before it looks: −0.5 is 0.
      x[i] = isMissing ? NaN : categories[i] === 1 ? Math.trunc(value) : value;
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
