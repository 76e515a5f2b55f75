import type { ScoringTable } from './scoring-table.ts';

/** A table of numbers under a line of names; quotes around a cell are taken off, an empty one is missing. */
export function csvTable(text: string): ScoringTable {
  const [head = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  return {
    columns: head,
    length: rows.length,
    cell: (row, column) => {
      const cell = rows[row]?.[column] ?? '';
      return cell === '' ? null : cell;
    },
  };
}
