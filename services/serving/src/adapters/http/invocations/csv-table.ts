import { badRequest } from './scoring-error.ts';
import type { ScoringTable } from './scoring-table.ts';

/** What pandas reads as a missing value. */
const MISSING = new Set([
  ...['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN'],
  ...['<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);

export const notCsv = (reason: string) =>
  badRequest(
    `Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid CSV-formatted Pandas DataFrame produced using the \`pandas.DataFrame.to_csv()\` method. Error: '${reason}'`,
  );

/**
 * A table of numbers under a line of names; quotes around a cell are taken off.
 * @throws ScoringError for a line of more cells than names: they would stand under names that are not theirs
 */
export function csvTable(text: string): ScoringTable {
  const [head = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  rows.forEach(({ length }, i) => {
    if (length > head.length)
      throw notCsv(
        `Error tokenizing data. C error: Expected ${head.length} fields in line ${i + 2}, saw ${length}`,
      );
  });
  return {
    columns: head,
    length: rows.length,
    cell: (row, column) => {
      const cell = rows[row]?.[column] ?? '';
      return MISSING.has(cell) ? null : cell;
    },
  };
}
