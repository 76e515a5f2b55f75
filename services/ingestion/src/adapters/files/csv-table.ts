import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { HeadroomError } from '@headroom/contracts';
import { CsvError, parse } from 'csv-parse';
import type { InputTable } from '../../domain/import/input-table.ts';

/** A CSV file with one line of names, comma-separated, quoted as RFC 4180 says. Empty cells are null. */
export async function readCsv(path: string, file: string): Promise<InputTable> {
  const names: string[] = [];
  const columns: (string | null)[][] = [];
  const lines: number[] = [];
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines: line }) => {
      if (names.length === 0) {
        names.push(...header(record, file));
        columns.push(...names.map(() => []));
      } else {
        record.forEach((cell, i) => columns[i]?.push(cell === '' ? null : cell));
        lines.push(line);
      }
      return null; // kept here as columns, so nothing is to be read from the stream
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(path), parser);
  } catch (error) {
    throw refused(error, file, names.length);
  }
  return {
    file,
    rows: lines.length,
    columns: new Map(
      names.map((name, i) => [name, { kind: 'text', values: columns[i] ?? [] }] as const),
    ),
    place: (row) => `line ${lines[row] ?? 1}`,
  };
}

function header(record: readonly string[], file: string): string[] {
  const names = record.map((name) => name.trim());
  const [only = ''] = names;
  if (names.length === 1 && /[;\t]/.test(only)) {
    throw invalid(file, `line 1: columns are not separated by commas (${only}); export it so`);
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw invalid(file, `line 1: column ${JSON.stringify(twice)} is there twice; rename one`);
  }
  return names;
}

function refused(error: unknown, file: string, width: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = `line ${Number(error['lines'])}`;
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    const record: unknown = error['record'];
    const has = Array.isArray(record) ? record.length : 'another number of';
    return invalid(file, `${line}: has ${has} values for ${width} columns; correct the line`);
  }
  return invalid(file, `${line}: is no CSV (${error.message}); correct the quotes`);
}

const invalid = (file: string, what: string): HeadroomError =>
  new HeadroomError('INVALID_DATA', `${file}, ${what}`, { details: { file } });
