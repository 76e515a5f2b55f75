import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TreeAlgorithm } from '@headroom/forecasting';

const WORKER = fileURLToPath(new URL('../../../python/worker.py', import.meta.url));

/** The interpreter that has the boosting libraries. */
export function python(): string {
  const path = process.env['HEADROOM_PYTHON'];
  if (path === undefined || path === '')
    throw new Error(
      'HEADROOM_PYTHON is not set; `npm test` sets it to the environment that it makes',
    );
  return path;
}

/** Column-major rows; `z` is the target. */
export type Columns = Readonly<Record<string, Float64Array>>;

export interface Fit {
  readonly model: string;
  /** The library's own prediction of every row. */
  readonly predicted: Float64Array;
  readonly rounds: number;
}

/** Writes the rows to the folder, fits a model by the worker and reads back what it left there. */
export async function fitBooster(
  folder: string,
  algorithm: TreeAlgorithm,
  columns: Columns,
  job: Readonly<Record<string, unknown>>,
): Promise<Fit> {
  const path = (name: string) => join(folder, `${algorithm}-${name}`);
  const names = Object.keys(columns);
  await writeFile(
    path('rows.f64'),
    names.map((name) => new Uint8Array((columns[name] ?? new Float64Array()).slice().buffer)),
  );
  const rows = columns['z']?.length ?? 0;
  const worker = spawn(python(), ['-I', '-B', WORKER], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  worker.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const defaults = { seed: 5, threads: 2, rounds: 40, train: [[0, rows]] };
  const files = {
    data: path('rows.f64'),
    columns: names,
    model: path('model'),
    predict: [{ rows: [[0, rows]], out: path('out.f64') }],
  };
  const features = names.filter((name) => name !== 'z');
  worker.stdin.write(
    `${JSON.stringify({ algorithm, features, target: 'z', ...defaults, ...job, ...files })}\n`,
  );
  await once(worker, 'close');
  worker.stdin.destroy();
  const last = JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
  if (last['event'] !== 'result') throw new Error(`the worker failed: ${JSON.stringify(last)}`);
  const predicted = new Uint8Array(await readFile(path('out.f64')));
  return {
    model: await readFile(path('model'), 'utf8'),
    predicted: new Float64Array(predicted.buffer),
    rounds: Number(last['rounds']),
  };
}
