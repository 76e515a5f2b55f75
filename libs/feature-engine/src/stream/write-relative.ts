import {
  RELATIVE_IS_SPREAD,
  RELATIVE_SOURCES,
  VECTOR_OFFSETS,
} from '../definitions/vector-layout.ts';
import { relativeSpread, relativeValue } from '../operators/relative.ts';
import { at } from '../typed-array.ts';

/** Writes the `{f}_rel` of a vector whose other columns are there. */
export function writeRelative(vector: Float64Array): void {
  const level = at(vector, VECTOR_OFFSETS.level);
  const scale = at(vector, VECTOR_OFFSETS.scale);
  RELATIVE_SOURCES.forEach((source, k) => {
    const value = at(vector, source);
    vector[VECTOR_OFFSETS.relative + k] = RELATIVE_IS_SPREAD[k]
      ? relativeSpread(value, scale)
      : relativeValue(value, level, scale);
  });
}
