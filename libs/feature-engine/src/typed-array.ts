/** Element i of an array, i in bounds: compiles to the bare load, where `array[i]` alone is typed as maybe undefined. */
export function at(array: Float64Array, i: number): number {
  return array[i] ?? NaN;
}

/** The same for index arrays; apart, so that each stays monomorphic. */
export function indexAt(array: Int32Array, i: number): number {
  return array[i] ?? -1;
}

/** @throws RangeError when there is no such column */
export function columnAt(columns: readonly Float64Array[], i: number): Float64Array {
  const column = columns[i];
  if (!column) throw new RangeError(`column ${i} is missing; pass at least ${i + 1} columns`);
  return column;
}
