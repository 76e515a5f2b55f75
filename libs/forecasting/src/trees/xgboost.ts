import { createTreeShap } from '../explain/tree-shap.ts';
import { JsonNode } from '../json-node.ts';
import { buildForest, type BinaryTree } from './build-forest.ts';
import { floatReader } from './float-reader.ts';
import { createWalk, walkTrees, type Forest } from './forest.ts';
import { floatBelow } from './next-below.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

const MAX_NODES = 2 ** 31 - 1;

/** Objectives whose margin is the prediction. */
const IDENTITY_OBJECTIVES = ['reg:absoluteerror', 'reg:squarederror'] as const;

/** Parses XGBoost's JSON model (gbtree, numerical splits, one output). */
export function parseXgboost(text: string): TreeModel {
  const learner = JsonNode.parse(text, 'xgboost model', 'MODEL_FORMAT').field('learner');
  const booster = learner.field('gradient_booster');
  booster.field('name').oneOf(['gbtree']);
  learner.field('objective').field('name').oneOf(IDENTITY_OBJECTIVES);
  const params = learner.field('learner_model_param');
  params.field('num_class').oneOf(['0']);
  params.field('num_target').oneOf(['1']);
  const base = baseScore(params.field('base_score'));
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
    bind: (positions) => bind(forest, positions, base),
    explain: (positions) => explain(forest, positions, base),
  };
}

/** `5E-1`, and from version 3 on a vector in brackets, `[5E-1]`. */
function baseScore(node: JsonNode): number {
  const text = node.text();
  const inner = /^\[([^[\],]+)\]$/.exec(text)?.[1] ?? text;
  const score = Number(inner);
  if (inner.trim() === '' || !Number.isFinite(score))
    node.fail(`is '${text}', expected one number`);
  return Math.fround(score);
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
  if (read('split_type').some((type) => type !== 0))
    tree.fail('holds a categorical split: not supported');
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
    missingLeft: Array.from(read('default_left'), (flag) => flag === 1),
    left: left.map((to, n) => (isNode(n) ? child(to) : -1)),
    right: right.map((to, n) => (isNode(n) ? child(to) : -1)),
    leaf: conditions,
    cover,
    leafCover: cover,
  };
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
