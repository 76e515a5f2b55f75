import { createTreeShap } from '../explain/tree-shap.ts';
import { JsonNode } from '../json-node.ts';
import { catboostColumns, type CatboostColumns } from './catboost-columns.ts';
import { codeReader, oneHotReader, Slots } from './catboost-slots.ts';
import { floatReader } from './float-reader.ts';
import { createWalk } from './forest.ts';
import { exponential, identity, logistic } from './links.ts';
import { binaryForest, type ObliviousForest } from './oblivious.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

const MAX_DEPTH = 16;

/** By the loss it was trained with: from the raw formula to what the library predicts of the target. */
const LINKS = {
  MAE: identity,
  RMSE: identity,
  Logloss: logistic(1),
  CrossEntropy: logistic(1),
  Poisson: exponential,
} as const;

const LOSSES = Object.keys(LINKS) as (keyof typeof LINKS)[];

/** Parses CatBoost's JSON model (symmetric trees; numbers and one-hot categories, one output). */
export function parseCatboost(text: string): TreeModel {
  const model = JsonNode.parse(text, 'catboost model', 'MODEL_FORMAT');
  const loss = model.field('model_info').field('params').field('loss_function').field('type');
  const link = LINKS[loss.oneOf(LOSSES)];
  const columns = catboostColumns(model.field('features_info'));
  const trees = model.field('oblivious_trees').items();
  const forest = flatten(trees, columns, scaleAndBias(model.field('scale_and_bias')));
  return {
    algorithm: 'catboost',
    columns: columns.names,
    trees: trees.length,
    link,
    bind: (positions) => bind(forest, positions),
    explain: (positions) => explain(forest, columns.names.length, positions),
  };
}

/** `[scale, [bias]]`; older files hold a bare bias. */
function scaleAndBias(node: JsonNode): readonly [number, number] {
  const [scale, bias, ...rest] = node.items();
  if (!scale || !bias || rest.length > 0) return node.fail('must be [scale, [bias]]');
  if (!bias.isList()) return [scale.number(), bias.number()];
  const [only, ...more] = bias.items();
  if (!only || more.length > 0) return bias.fail('must hold one bias: one output is supported');
  return [scale.number(), only.number()];
}

function flatten(
  trees: readonly JsonNode[],
  columns: CatboostColumns,
  [scale, bias]: readonly [number, number],
): ObliviousForest {
  const slots = new Slots(columns);
  const feature: number[] = [];
  const border: number[] = [];
  const leaf: number[] = [];
  const weight: number[] = [];
  const splitStart = [0];
  const leafStart: number[] = [];
  for (const tree of trees) {
    const splits = tree.field('splits').items();
    if (splits.length > MAX_DEPTH) tree.fail(`has ${splits.length} levels, at most ${MAX_DEPTH}`);
    for (const split of splits) {
      if (split.field('split_type').oneOf(['FloatFeature', 'OneHotFeature']) === 'FloatFeature') {
        const at = split.field('float_feature_index').integer(0, columns.floats.length - 1);
        feature.push(slots.ofNumber(columns.floats[at] as number));
        border.push(Math.fround(split.field('border').number()));
      } else {
        const at = split.field('cat_feature_index').integer(0, columns.categories.length - 1);
        const hash = split.field('value').integer(-(2 ** 31), 2 ** 32 - 1) | 0;
        feature.push(slots.ofCategory(columns.categories[at] as number, hash));
        border.push(0.5);
      }
    }
    const values = tree.field('leaf_values').numbers();
    if (values.length !== 2 ** splits.length)
      tree.fail(`has ${values.length} leaf_values, ${2 ** splits.length} belong to its splits`);
    const weights = tree.field('leaf_weights').numbers();
    if (weights.length !== values.length)
      tree.fail(`has ${weights.length} leaf_weights for ${values.length} leaves`);
    weight.push(...weights);
    splitStart.push(feature.length);
    leafStart.push(leaf.length);
    leaf.push(...values);
  }
  return {
    ...slots.listed(),
    splitStart: Int32Array.from(splitStart),
    feature: Int32Array.from(feature),
    border: Float64Array.from(border),
    leafStart: Int32Array.from(leafStart),
    leaf: Float64Array.from(leaf),
    weight: Float64Array.from(weight),
    scale,
    bias,
  };
}

/** Rows are cast to float, leaves summed in double, then scaled and shifted once. */
function bind(forest: ObliviousForest, positions: Int32Array): RowFunction {
  const { used, missingAbove, splitStart, feature, border, leafStart, leaf, scale, bias } = forest;
  const source = used.map((column) => positions[column] as number);
  const x = new Float64Array(used.length);
  const fillCategories = oneHotReader(forest, source, x);
  return (row) => {
    for (let i = 0; i < source.length; i++) {
      const value = Math.fround(row[source[i] as number] as number);
      x[i] = value !== value && missingAbove[i] === 1 ? Infinity : value;
    }
    if (!fillCategories(row)) return NaN;
    let sum = 0;
    let split = 0;
    for (let t = 0; t < leafStart.length; t++) {
      const end = splitStart[t + 1] as number;
      let at = leafStart[t] as number;
      // The comparison becomes a bit, not a branch: its outcome is a coin toss that no predictor learns.
      for (let bit = 0; split < end; split++, bit++)
        at += Number((x[feature[split] as number] as number) > (border[split] as number)) << bit;
      sum += leaf[at] as number;
    }
    return sum * scale + bias;
  };
}

function explain(oblivious: ObliviousForest, width: number, positions: Int32Array): RowExplainer {
  const { scale, bias } = oblivious;
  const forest = binaryForest(oblivious, width);
  const walk = createWalk(forest);
  const fill = floatReader(forest, positions, walk);
  const fillCategories = codeReader(oblivious, forest, positions, walk);
  const shap = createTreeShap(forest);
  return (row, contributions) => {
    fill(row);
    if (!fillCategories(row)) {
      contributions.fill(NaN);
      return NaN;
    }
    shap.contributions(walk, contributions);
    for (let i = 0; i < contributions.length; i++)
      contributions[i] = scale * (contributions[i] as number);
    return scale * shap.expected + bias;
  };
}
