import { describe, expect, it } from 'vitest';
import { runTasks } from './run-tasks.ts';

const command = (task_id: string, inputs: Record<string, unknown>) => ({
  task: { dag_id: 'd', run_id: 'r', task_id, map_index: -1 },
  try_number: 1,
  as_of: 7,
  inputs,
});
const context = { signal: new AbortController().signal, report: () => undefined };
const file = { uri: 'data/raw/x.parquet', sha256: 'a'.repeat(64), bytes: 1 };
const dataset = { file, source: null, rows: 1, services: 1, first_event: 0, last_event: 0 };

describe('runTasks', () => {
  it('gives the handler its inputs with defaults filled in, and checks what it puts out', async () => {
    const run = runTasks({
      generate_data: async ({ inputs, asOf }) => {
        expect(inputs).toMatchObject({ source: 'generate', seed: 42, n_records: 10_000 });
        expect(asOf).toBe(7);
        return { dataset };
      },
    });
    expect(await run(command('generate_data', { source: 'generate' }), context)).toEqual({
      dataset,
    });
  });

  it('names the wrong input', async () => {
    const run = runTasks({ generate_data: async () => ({ dataset }) });
    await expect(run(command('generate_data', { source: 'magic' }), context)).rejects.toMatchObject(
      {
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('source'),
      },
    );
  });

  it('refuses a task of another service by name', async () => {
    const run = runTasks({ generate_data: async () => ({ dataset }) });
    await expect(run(command('validate_data', {}), context)).rejects.toThrow(
      'validate_data: not done here, but generate_data is',
    );
  });

  it('fails on outputs that break the contract', async () => {
    const run = runTasks({ generate_data: async () => ({ dataset: { ...dataset, rows: -1 } }) });
    await expect(
      run(command('generate_data', { source: 'generate' }), context),
    ).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
