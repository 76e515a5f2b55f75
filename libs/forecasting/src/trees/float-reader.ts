import type { Forest, Walk } from './forest.ts';

/** Fills a walk with the columns that a forest reads, cast to float as XGBoost and CatBoost do. */
export function floatReader(
  forest: Forest,
  positions: Int32Array,
  { x, missing }: Walk,
): (row: Float64Array) => void {
  const source = forest.used.map((column) => positions[column] as number);
  return (row) => {
    for (let i = 0; i < source.length; i++) {
      const value = Math.fround(row[source[i] as number] as number);
      x[i] = value;
      missing[i] = Number(value !== value);
    }
  };
}
