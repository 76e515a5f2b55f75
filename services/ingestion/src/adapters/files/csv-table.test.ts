import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv-table.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'headroom-csv-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Uint8Array) {
  const path = join(folder, 'x.csv');
  writeFileSync(path, content);
  return readCsv(path, 'x.csv');
}
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
// A line break of another kind inside quotes is kept by the parser, but the first one decides what ends a line.
const cell = fc.string().map((s) => s.replaceAll('\r', ''));

describe('readCsv', () => {
  it('gives back every table that was written, with the line of every row', async () => {
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const width = rows[0]?.length ?? 1;
        const names = Array.from({ length: width }, (_, i) => `c${i}`);
        const lines = [names, ...rows.map((row) => row.map(quoted))].map((row) => row.join(','));
        const table = await read(lines.join(end) + end);
        expect([...table.columns.keys()]).toEqual(names);
        expect(table.rows).toBe(rows.length);
        names.forEach((name, i) => {
          expect(table.columns.get(name)?.values).toEqual(rows.map((row) => row[i] || null));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('counts lines as an editor does, blank ones too, and knows a byte order mark', async () => {
    const table = await read('\uFEFFa,b\n1,2\n\n3,4\n');
    expect([...table.columns.keys()]).toEqual(['a', 'b']);
    expect([table.place(0), table.place(1)]).toEqual(['line 2', 'line 4']);
  });

  it('takes an empty file for one without columns and rows', async () => {
    expect(await read('')).toMatchObject({ rows: 0, columns: new Map() });
  });

  it.each([
    ['a,b\n1,2\n3\n', 'x.csv, line 3: has 1 values for 2 columns'],
    ['a,b\n1,2,3\n', 'x.csv, line 2: has 3 values for 2 columns'],
    ['a,b\n"1,2\n3,4\n', 'is no CSV'],
    ['a,a\n1,2\n', 'x.csv, line 1: column "a" is there twice'],
    ['timestamp;cpu\n1;2\n', 'x.csv, line 1: columns are not separated by commas'],
  ])('refuses %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});
