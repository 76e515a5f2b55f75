import { schemaMismatch } from './scoring-error.ts';
import type { ConversionError, ScoringTable } from './scoring-table.ts';

/**
 * The table's rows in the order of a model's columns, as doubles; null is missing, further columns are ignored.
 * @throws ScoringError for a value that is no number, or a column that is not there
 */
export function signatureRows(
  table: ScoringTable,
  signature: readonly string[],
  failed: ConversionError,
): Float64Array[] {
  const positions = positionsOf(table.columns, signature);
  const rows = Array.from({ length: table.length }, () => new Float64Array(signature.length));
  const missing: string[] = [];
  signature.forEach((name, at) => {
    const column = positions === null ? at : positions.get(name);
    if (column === undefined) {
      missing.push(name);
      return;
    }
    for (let r = 0; r < rows.length; r++) {
      const value = table.cell(r, column);
      (rows[r] as Float64Array)[at] =
        typeof value === 'number' ? value : asDouble(value, name, failed);
    }
  });
  if (missing.length > 0) {
    const wanted = new Set<string | number>(signature);
    const extra = table.columns.filter((name) => !wanted.has(name));
    throw schemaMismatch(
      `Model is missing inputs ${pythonList(missing)}.${extra.length === 0 ? '' : ` Note that there were extra inputs: ${pythonList(extra)}.`}`,
    );
  }
  return rows;
}

/** Where each column is; null where they stand as in the signature, which a client that asks again and again sends. */
function positionsOf(
  columns: ScoringTable['columns'],
  signature: readonly string[],
): Map<string | number, number> | null {
  const isSame =
    columns.length === signature.length && signature.every((name, i) => columns[i] === name);
  return isSame ? null : new Map(columns.map((name, i) => [name, i]));
}

/** As Python's float() of what JSON can hold. */
function asDouble(value: unknown, column: string, failed: ConversionError): number {
  if (value === null || value === undefined) return NaN;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') throw failed(column, 'setting an array element with a sequence.');
  const text = value.trim().toLowerCase();
  if (/^[+-]?nan$/.test(text)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text)) return Number(text);
  throw failed(column, `could not convert string to float: '${value}'`);
}

const pythonList = (names: readonly (string | number)[]): string =>
  `[${names.map((name) => (typeof name === 'string' ? `'${name}'` : name)).join(', ')}]`;
