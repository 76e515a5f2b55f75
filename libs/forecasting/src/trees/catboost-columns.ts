import type { JsonNode } from '../json-node.ts';

/** Whole numbers, and which of the values that splits ask a column for each of them is. */
export type CategoryCodes = ReadonlyMap<number, number>;

/** The columns of a CatBoost model: features by number and by category are counted apart in its splits. */
export interface CatboostColumns {
  readonly names: readonly string[];
  /** The column of each float feature. */
  readonly floats: readonly number[];
  /** The column of each categorical feature. */
  readonly categories: readonly number[];
  /** By column: whether NaN counts as above every border. */
  readonly missingAbove: readonly boolean[];
  /** The whole numbers among the categories, by the hash that splits compare. */
  readonly byHash: ReadonlyMap<number, readonly number[]>;
}

export function catboostColumns(info: JsonNode): CatboostColumns {
  for (const kind of ['text_features', 'embedding_features', 'ctrs'])
    if (info.has(kind) && info.field(kind).items().length > 0)
      info.fail(`has ${kind}: not supported`);
  const list = (kind: string): JsonNode[] => (info.has(kind) ? info.field(kind).items() : []);
  const features = [...list('float_features'), ...list('categorical_features')];
  const names: string[] = [];
  const columnOf = (feature: JsonNode, i: number): number => {
    feature.field('feature_index').integer(i, i);
    const column = feature.field('flat_feature_index').integer(0, features.length - 1);
    if (names[column] !== undefined) feature.fail(`is column ${column}, as is '${names[column]}'`);
    names[column] = feature.field('feature_id').text();
    return column;
  };
  const missingAbove = features.map(() => false);
  const floats = list('float_features').map((feature, i) => {
    const column = columnOf(feature, i);
    const treatment = feature.field('nan_value_treatment').oneOf(['AsIs', 'AsFalse', 'AsTrue']);
    // NaN compares false with every border, which is what AsIs and AsFalse come to.
    missingAbove[column] = treatment === 'AsTrue';
    return column;
  });
  const categories = list('categorical_features').map(columnOf);
  return { names, floats, categories, missingAbove, byHash: numbersByHash(info, categories) };
}

/** The library hashes a category's text; a file saved with its pool tells the texts of all it was trained on. */
function numbersByHash(info: JsonNode, categories: readonly number[]): Map<number, number[]> {
  const numbers = new Map<number, number[]>();
  if (categories.length === 0) return numbers;
  if (!info.has('cat_features_hash'))
    info.fail("lacks 'cat_features_hash': save the model with its pool");
  for (const entry of info.field('cat_features_hash').items()) {
    const text = entry.field('value').text();
    // Rows hold numbers: a category of another spelling never occurs in them.
    if (String(Number(text)) !== text) continue;
    const hash = entry.field('hash').number() | 0;
    numbers.set(hash, [...(numbers.get(hash) ?? []), Number(text)]);
  }
  return numbers;
}
