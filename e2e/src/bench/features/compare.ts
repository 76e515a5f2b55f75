import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Comparison {
  readonly columns: number;
  readonly values: number;
  /** Largest |a − b| / max(1, |b|). */
  readonly worst: number;
  readonly worstColumn: string;
}

/** Compares what the engine and a library have written: by name, every column of the library; missing equals missing. */
export function compare(folder: string, library: string): Comparison {
  const ours = readColumns(folder, 'engine');
  const theirs = readColumns(folder, library);
  let values = 0;
  let worst = 0;
  let worstColumn = '';
  for (const [name, column] of theirs) {
    const own = ours.get(name);
    if (own === undefined) throw new Error(`the engine has no column ${name}, ${library} has`);
    const distance = largestDistance(own, column);
    values += column.length;
    if (distance > worst) [worst, worstColumn] = [distance, name];
  }
  return { columns: theirs.size, values, worst, worstColumn };
}

export function largestDistance(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN];
    if (Number.isNaN(x) && Number.isNaN(y)) continue;
    if (Number.isNaN(x) || Number.isNaN(y)) return Infinity;
    worst = Math.max(worst, Math.abs(x - y) / Math.max(1, Math.abs(y)));
  }
  return worst;
}

function readColumns(folder: string, library: string): Map<string, Float64Array> {
  const names = JSON.parse(readFileSync(join(folder, `${library}.json`), 'utf8')) as string[];
  const bytes = readFileSync(join(folder, `${library}.bin`));
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const rows = all.length / names.length;
  return new Map(names.map((name, c) => [name, all.subarray(c * rows, (c + 1) * rows)]));
}
