import { z } from 'zod';
import { ask, post, type Side } from './side.ts';

const Experiment = z.object({ experiment_id: z.string() });
const Run = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });

export const time = 1_700_000_000_000;

export async function newExperiment(side: Side, name: string): Promise<string> {
  const made = await ask(side, post('experiments/create', { name: `${name} ${Date.now()}` }));
  return Experiment.parse(made).experiment_id;
}

export async function newRun(side: Side, experiment_id: string, name: string): Promise<string> {
  const request = post('runs/create', { experiment_id, run_name: name, start_time: time });
  return Run.parse(await ask(side, request)).run.info.run_id;
}

const writers = 16;

/** Runs with one value each of a metric, in no order, and of three params. */
export async function seedRuns(side: Side, count: number): Promise<string> {
  const experiment = await newExperiment(side, `${count} runs`);
  let next = 0;
  async function write(): Promise<void> {
    for (let i = next++; i < count; i = next++) {
      const run_id = await newRun(side, experiment, `run ${i}`);
      const value = ((i * 7919) % count) / count;
      const body = {
        run_id,
        metrics: [{ key: 'mae', value, timestamp: time, step: 0 }],
        params: [
          { key: 'model', value: ['xgboost', 'lightgbm', 'catboost'][i % 3] },
          { key: 'depth', value: String(i % 12) },
          { key: 'seed', value: String(i) },
        ],
      };
      await ask(side, post('runs/log-batch', body));
    }
  }
  await Promise.all(Array.from({ length: writers }, write));
  return experiment;
}

/** A run whose metric `loss` has so many points. */
export async function seedHistory(side: Side, points: number): Promise<string> {
  const run_id = await newRun(side, await newExperiment(side, 'history'), 'history');
  for (let from = 0; from < points; from += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, i) => ({
      key: 'loss',
      value: 1 / (from + i + 1),
      timestamp: time + from + i,
      step: from + i,
    }));
    await ask(side, post('runs/log-batch', { run_id, metrics }));
  }
  return run_id;
}

/** A registered model with a version that carries an alias. */
export async function seedAlias(side: Side): Promise<{ name: string; alias: string }> {
  const name = `model-${Date.now()}`;
  const source = 's3://bucket/model';
  await ask(side, post('registered-models/create', { name }));
  await ask(side, post('model-versions/create', { name, source }));
  await ask(side, post('registered-models/alias', { name, alias: 'champion', version: '1' }));
  return { name, alias: 'champion' };
}
