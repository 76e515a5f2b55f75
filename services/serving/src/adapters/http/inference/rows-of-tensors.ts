import { HeadroomError } from '@headroom/contracts';
import { wrongInput, type Tensor } from './tensor.ts';

/** Predicts from a service's newest vector instead of features in the request. */
export const SERVICE_ID = 'service_id';

/** @returns ids, or null where the request brings features of its own @throws INVALID_REQUEST */
export function serviceIds(inputs: readonly Tensor[]): readonly string[] | null {
  const ids = inputs.find(({ name }) => name === SERVICE_ID);
  if (ids === undefined) return null;
  if (inputs.length > 1)
    throw wrongInput(SERVICE_ID, 'excludes others: send ids alone, or features alone');
  if (ids.values instanceof Float64Array) throw wrongInput(SERVICE_ID, 'must be BYTES');
  return ids.values;
}

/**
 * Rows in the order of the columns: from one tensor [rows, columns] of any name that is no column's, or from one tensor
 * [rows] or [rows, 1] for each column.
 * @throws INVALID_REQUEST naming the input
 */
export function rowsOf(inputs: readonly Tensor[], columns: readonly string[]): Float64Array[] {
  const [only] = inputs;
  if (only !== undefined && inputs.length === 1 && !columns.includes(only.name))
    return matrixRows(only, columns);
  const byName = new Map(inputs.map((input) => [input.name, input]));
  if (byName.size < inputs.length)
    throw new HeadroomError('INVALID_REQUEST', 'an input is named twice; name each once');
  const known = new Set(columns);
  const unknown = inputs.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw wrongInput(unknown.name, "is not in the model's signature");
  const missing = columns.filter((name) => !byName.has(name));
  if (missing.length > 0)
    throw new HeadroomError(
      'INVALID_REQUEST',
      `${missing.length} of the model's ${columns.length} inputs are missing: ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ', …' : ''}; send NaN where a value is not known`,
    );
  const count = only?.values.length ?? 0;
  const rows = Array.from({ length: count }, () => new Float64Array(columns.length));
  columns.forEach((name, at) => {
    const values = numbersOf(byName.get(name));
    if (values.length !== count)
      throw wrongInput(name, `has ${values.length} rows, '${only?.name ?? ''}' has ${count}`);
    rows.forEach((row, i) => (row[at] = values[i] ?? NaN));
  });
  return rows;
}

function matrixRows(input: Tensor, columns: readonly string[]): Float64Array[] {
  const { name, shape } = input;
  const values = numbersOf(input);
  const [count = 0, width] = shape;
  if (shape.length !== 2 || width !== columns.length)
    throw wrongInput(
      name,
      `is not in the model's signature; as a matrix of all columns its shape must be [rows, ${columns.length}], it is [${shape.join(', ')}]`,
    );
  return Array.from({ length: count }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

function numbersOf(input: Tensor | undefined): Float64Array {
  if (input === undefined) return new Float64Array(0);
  if (input.values instanceof Float64Array) return input.values;
  throw wrongInput(input.name, 'is BYTES, the signature has numbers; send FP64');
}
