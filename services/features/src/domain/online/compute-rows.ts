import type { Field } from '@headroom/feature-definitions';
import type { RowFunction } from '../row-function.ts';
import { valueReader } from './read-value.ts';
import { NULL, valueWriter, type ValueText } from './value-text.ts';

type TypedName = Pick<Field, 'name' | 'type'>;

/** Rows for the function of an on-demand view: texts in and out, so that they pass between threads as they are. */
export interface RowsToCompute {
  readonly view: string;
  /** The text of the function. */
  readonly source: string;
  readonly inputs: readonly (TypedName & { readonly texts: readonly ValueText[] })[];
  readonly outputs: readonly TypedName[];
  readonly rows: number;
}

/**
 * Calls the function once a row.
 * @returns by output, the texts of all rows
 * @throws Error that names the view and says what the function failed with
 */
export function computeRows(
  { view, inputs, outputs, rows }: RowsToCompute,
  compute: RowFunction,
): ValueText[][] {
  const readers = inputs.map(({ name, type, texts }) => ({ name, texts, read: valueReader(type) }));
  const writers = outputs.map(({ name, type }) => ({ name, write: valueWriter(type) }));
  const cells = outputs.map(() => new Array<ValueText>(rows).fill(NULL));
  for (let row = 0; row < rows; row++) {
    const given: Record<string, unknown> = {};
    for (const { name, texts, read } of readers) given[name] = read(texts[row] ?? NULL);
    const computed = called(view, compute, given);
    writers.forEach(({ name, write }, i) => {
      const column = cells[i];
      if (column !== undefined) column[row] = written(view, name, () => write(computed[name]));
    });
  }
  return cells;
}

function called(
  view: string,
  compute: RowFunction,
  row: Record<string, unknown>,
): Record<string, unknown> {
  try {
    return compute(row);
  } catch (error) {
    throw failure(view, messageOf(error));
  }
}

function written(view: string, name: string, write: () => ValueText): ValueText {
  try {
    return write();
  } catch (error) {
    throw failure(view, `${name} ${messageOf(error)}; correct its function or its schema`);
  }
}

const failure = (view: string, what: string): Error =>
  new Error(`On demand feature view ${view} failed: ${what}`);

/** An error of the functions' own context is no instance of our Error. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
