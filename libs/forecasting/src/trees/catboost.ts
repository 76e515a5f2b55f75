import { createTreeShap } from '../explain/tree-shap.ts';
import { JsonNode } from '../json-node.ts';
import { floatReader } from './float-reader.ts';
import { createWalk } from './forest.ts';
import { binaryForest, type ObliviousForest } from './oblivious.ts';
import type { RowExplainer, RowFunction, TreeModel } from './tree-model.ts';

const MAX_DEPTH = 16;

/** Parses CatBoost's JSON model (symmetric trees, float features, one output). */
export function parseCatboost(text: string): TreeModel {
  const model = JsonNode.parse(text, 'catboost model', 'MODEL_FORMAT');
  const info = model.field('features_info');
  for (const kind of ['categorical_features', 'text_features', 'embedding_features', 'ctrs'])
    if (info.has(kind) && info.field(kind).items().length > 0)
      info.fail(`has ${kind}: not supported`);
  const features = info.field('float_features').items();
  const columns = features.map((feature, i) => {
    feature.field('feature_index').integer(i, i);
    feature.field('flat_feature_index').integer(i, i);
    return feature.field('feature_id').text();
  });
  const missingAbove = features.map((feature) => {
    const treatment = feature.field('nan_value_treatment').oneOf(['AsIs', 'AsFalse', 'AsTrue']);
    // NaN compares false with every border, which is what AsIs and AsFalse come to.
    return treatment === 'AsTrue';
  });
  const trees = model.field('oblivious_trees').items();
  const forest = flatten(trees, missingAbove, scaleAndBias(model.field('scale_and_bias')));
  return {
    algorithm: 'catboost',
    columns,
    trees: trees.length,
    bind: (positions) => bind(forest, positions),
    explain: (positions) => explain(forest, columns.length, positions),
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
  missingAbove: readonly boolean[],
  [scale, bias]: readonly [number, number],
): ObliviousForest {
  const column: number[] = [];
  const border: number[] = [];
  const leaf: number[] = [];
  const weight: number[] = [];
  const splitStart = [0];
  const leafStart: number[] = [];
  for (const tree of trees) {
    const splits = tree.field('splits').items();
    if (splits.length > MAX_DEPTH) tree.fail(`has ${splits.length} levels, at most ${MAX_DEPTH}`);
    for (const split of splits) {
      split.field('split_type').oneOf(['FloatFeature']);
      column.push(split.field('float_feature_index').integer(0, missingAbove.length - 1));
      border.push(Math.fround(split.field('border').number()));
    }
    const values = tree.field('leaf_values').numbers();
    if (values.length !== 2 ** splits.length)
      tree.fail(`has ${values.length} leaf_values, ${2 ** splits.length} belong to its splits`);
    const weights = tree.field('leaf_weights').numbers();
    if (weights.length !== values.length)
      tree.fail(`has ${weights.length} leaf_weights for ${values.length} leaves`);
    weight.push(...weights);
    splitStart.push(column.length);
    leafStart.push(leaf.length);
    leaf.push(...values);
  }
  const used = [...new Set(column)].sort((a, b) => a - b);
  const slot = new Map(used.map((index, i) => [index, i]));
  return {
    used: Int32Array.from(used),
    missingAbove: Uint8Array.from(used, (index) => (missingAbove[index] ? 1 : 0)),
    splitStart: Int32Array.from(splitStart),
    feature: Int32Array.from(column, (index) => slot.get(index) as number),
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
  return (row) => {
    for (let i = 0; i < source.length; i++) {
      const value = Math.fround(row[source[i] as number] as number);
      x[i] = value !== value && missingAbove[i] === 1 ? Infinity : value;
    }
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
  const shap = createTreeShap(forest);
  return (row, contributions) => {
    fill(row);
    shap.contributions(walk, contributions);
    for (let i = 0; i < contributions.length; i++)
      contributions[i] = scale * (contributions[i] as number);
    return scale * shap.expected + bias;
  };
}
