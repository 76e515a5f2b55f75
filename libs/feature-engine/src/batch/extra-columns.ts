import {
  RELATIVE_IS_SPREAD,
  RELATIVE_SOURCES,
  VECTOR_OFFSETS,
} from '../definitions/vector-layout.ts';
import { relativeSpread, relativeValue, scaleOf } from '../operators/relative.ts';
import { at, columnAt } from '../typed-array.ts';

/** `scale` of every row, from the standard deviation and the number of cpu values over a day. */
export function scaleColumn(
  std: Float64Array,
  count: Float64Array,
  minimumCount: number,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = scaleOf(at(std, i), at(count, i), minimumCount);
}

/** The `{f}_rel` columns, from the level, the scale and the columns they are relative to. */
export function relativeColumns(columns: readonly Float64Array[]): void {
  const level = columnAt(columns, VECTOR_OFFSETS.level);
  const scale = columnAt(columns, VECTOR_OFFSETS.scale);
  RELATIVE_SOURCES.forEach((source, k) => {
    const values = columnAt(columns, source);
    const out = columnAt(columns, VECTOR_OFFSETS.relative + k);
    if (RELATIVE_IS_SPREAD[k]) spreadColumn(values, scale, out);
    else distanceColumn(values, level, scale, out);
  });
}

function spreadColumn(spread: Float64Array, scale: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = relativeSpread(at(spread, i), at(scale, i));
}

function distanceColumn(
  values: Float64Array,
  level: Float64Array,
  scale: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = relativeValue(at(values, i), at(level, i), at(scale, i));
  }
}
