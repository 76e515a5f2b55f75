import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backtestFigures, testFigures } from './figures.ts';

const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'figures-'));
const predictions = join(folder, "model's.parquet");
const floor = join(folder, 'floor.json');

beforeAll(async () => {
  const parquet = await ParquetFiles.open();
  const number = (name: string, values: number[]) =>
    ({ name, type: 'float64', values: Float64Array.from(values) }) as const;
  const text = (name: string, values: string[]) => ({ name, type: 'string', values }) as const;
  await parquet.write(predictions, [
    text('algorithm', ['gru', 'gru', 'gru', 'gru']),
    text('split', ['validation', 'test', 'test', 'test']),
    text('service_id', ['a', 'a', 'b', 'b']),
    {
      name: 'event_timestamp',
      type: 'timestamp',
      values: Float64Array.of(HOUR_MS, 2 * HOUR_MS, HOUR_MS, 2 * HOUR_MS),
    },
    number('y', [0.5, 0.5, 0.5, 0.5]),
    number('prediction', [0.5, 0.6, 0.6, 0.4]),
    number('lower', [NaN, 0.4, 0.55, 0.3]),
    number('upper', [NaN, 0.7, 0.65, 0.6]),
    number('persistence', [0.5, 0.7, 0.3, 0.7]),
    number('seasonal_naive', [0.5, NaN, 0.9, 0.9]),
  ]);
  parquet.close();
  const foretold = [
    { serviceId: 'a', timestamp: 2 * HOUR_MS, forecast: 0.45 },
    { serviceId: 'b', timestamp: HOUR_MS, forecast: 0.45 },
  ];
  writeFileSync(floor, JSON.stringify(foretold));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('compares on the rows that have the yardstick, over test rows', async () => {
  const [figures] = await testFigures(new Map([['gru', predictions]]));
  expect(figures).toMatchObject({ algorithm: 'gru', rows: 3, floor: null });
  expect(figures?.mae).toBeCloseTo(0.1, 12);
  expect(figures?.persistence).toBeCloseTo(0.5, 12);
  expect(figures?.seasonal).toBeCloseTo(0.25, 12);
  expect(figures).toMatchObject({ coverage: 2 / 3, lowest: 0.5, highest: 1 });
});

it('joins what the truth foretold', async () => {
  const [figures] = await backtestFigures({ predictions: [predictions], floor });
  expect(figures?.rows).toBe(4);
  expect(figures?.floor).toBeCloseTo(2, 12);
});
