import { createTreeShap } from '../explain/tree-shap.ts';
import { JsonNode } from '../json-node.ts';
import { buildForest, type BinaryTree } from './build-forest.ts';
import { bitsOf } from './categories.ts';
import { floatReader } from './float-reader.ts';
import { createWalk, walkTrees, type Forest } from './forest.ts';
import { floatExponential, floatLogistic, identity, type Link } from './links.ts';
import { floatBelow } from './next-below.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

const MAX_NODES = 2 ** 31 - 1;

/** How an objective turns the margin into the prediction, and the file's base score into a margin. */
interface Output {
  readonly link: Link;
  readonly margin: (score: number) => number;
}

const IDENTITY: Output = { link: identity, margin: identity };
const LOG: Output = { link: floatExponential, margin: (score) => Math.fround(Math.log(score)) };
const LOGIT: Output = {
  link: floatLogistic,
  margin: (score) => -Math.fround(Math.log(Math.fround(Math.fround(1 / score) - 1))),
};

const OUTPUTS = {
  'reg:absoluteerror': IDENTITY,
  'reg:squarederror': IDENTITY,
  'reg:logistic': LOGIT,
  'binary:logistic': LOGIT,
  'count:poisson': LOG,
  'reg:gamma': LOG,
  'reg:tweedie': LOG,
} as const;

const OBJECTIVES = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];

/** Parses XGBoost's JSON model (gbtree, one output). */
export function parseXgboost(text: string): TreeModel {
  const learner = JsonNode.parse(text, 'xgboost model', 'MODEL_FORMAT').field('learner');
  const booster = learner.field('gradient_booster');
  booster.field('name').oneOf(['gbtree']);
  const { link, margin } = OUTPUTS[learner.field('objective').field('name').oneOf(OBJECTIVES)];
  const params = learner.field('learner_model_param');
  params.field('num_class').oneOf(['0']);
  params.field('num_target').oneOf(['1']);
  const base = baseScore(params.field('base_score'), margin);
  const names = learner.field('feature_names');
  const columns = names.texts();
  const width = params.field('num_feature').text();
  if (String(columns.length) !== width)
    names.fail(`names ${columns.length} features of ${width}; train with feature names`);
  const trees = booster.field('model').field('trees').items().map(parseTree);
  const forest = buildForest(trees, columns.length, 'xgboost model');
  return {
    algorithm: 'xgboost',
    columns,
    trees: trees.length,
    link,
    bind: (positions) => bind(forest, positions, base),
    explain: (positions) => explain(forest, positions, base),
  };
}

/** `5E-1`, and from version 3 on a vector in brackets, `[5E-1]`. */
function baseScore(node: JsonNode, margin: Output['margin']): number {
  const text = node.text();
  const inner = /^\[([^[\],]+)\]$/.exec(text)?.[1] ?? text;
  const score = Number(inner);
  const base = margin(Math.fround(score));
  if (inner.trim() === '' || !Number.isFinite(base))
    node.fail(`is '${text}', expected one number that the objective can predict`);
  return base;
}

function parseTree(tree: JsonNode): BinaryTree {
  tree.field('tree_param').field('size_leaf_vector').oneOf(['0', '1']);
  const left = tree.field('left_children').numbers();
  const nodes = left.length;
  if (nodes === 0) tree.fail('has no nodes');
  const read = (name: string): Float64Array => {
    const numbers = tree.field(name).numbers();
    if (numbers.length !== nodes)
      tree.fail(`${name} has ${numbers.length} values for ${nodes} nodes`);
    return numbers;
  };
  const right = read('right_children');
  const cover = read('sum_hessian');
  const conditions = read('split_conditions').map(Math.fround);
  const categories = categorySets(tree, read('split_type'));
  // A node without children is a leaf, and its condition the leaf's value.
  const child = (to: number): number => {
    if (!Number.isInteger(to) || to < 0 || to > MAX_NODES) tree.fail(`has the child ${to}`);
    return left[to] === -1 ? ~to : to;
  };
  const isNode = (n: number): boolean => left[n] !== -1;
  return {
    root: child(0),
    feature: read('split_indices').map((column, n) => (isNode(n) ? column : 0)),
    // The library asks x < condition of floats.
    threshold: conditions.map(floatBelow),
    // The library sends the categories of a set to the right: such a node is held mirrored.
    missingLeft: Array.from(read('default_left'), (flag, n) => (flag === 1) !== categories.has(n)),
    categories,
    left: left.map((to, n) => (isNode(n) ? child(categories.has(n) ? at(right, n) : to) : -1)),
    right: right.map((to, n) => (isNode(n) ? child(categories.has(n) ? at(left, n) : to) : -1)),
    leaf: conditions,
    cover,
    leafCover: cover,
  };
}

const at = (list: Float64Array, n: number): number => list[n] as number;

/** By node; the file lists the nodes and, one after the other, their categories. */
function categorySets(tree: JsonNode, types: Float64Array): Map<number, Int32Array> {
  const sets = new Map<number, Int32Array>();
  const asking = types.reduce((count, type) => count + (type === 0 ? 0 : 1), 0);
  if (asking === 0) return sets;
  const [list, from, sizes] = ['categories', 'categories_segments', 'categories_sizes'].map(
    (name) => Array.from(tree.field(name).numbers()),
  ) as [number[], number[], number[]];
  tree
    .field('categories_nodes')
    .numbers()
    .forEach((node, i) => {
      const [first = -1, size = -1] = [from[i], sizes[i]];
      const members = first < 0 || size < 0 ? [] : list.slice(first, first + size);
      if (types[node] !== 1 || members.length !== size)
        tree.fail(`has no whole set of categories for node ${node}`);
      sets.set(node, bitsOf(members) ?? tree.fail(`holds no category in the set of node ${node}`));
    });
  if (sets.size !== asking) tree.fail(`has ${sets.size} sets for ${asking} categorical splits`);
  return sets;
}

/** Rows are cast to float and leaves summed in float, one by one, as the library does. */
function bind(forest: Forest, positions: Int32Array, base: number): RowFunction {
  const walk = createWalk(forest);
  const fill = floatReader(forest, positions, walk);
  const { leaves } = walk;
  return (row) => {
    fill(row);
    walkTrees(forest, walk);
    let sum = base;
    for (let t = 0; t < forest.trees; t++) sum = Math.fround(sum + (leaves[t] as number));
    return sum;
  };
}

function explain(forest: Forest, positions: Int32Array, base: number): RowExplainer {
  const walk = createWalk(forest);
  const fill = floatReader(forest, positions, walk);
  const shap = createTreeShap(forest);
  return (row, contributions) => {
    fill(row);
    shap.contributions(walk, contributions);
    return base + shap.expected;
  };
}
