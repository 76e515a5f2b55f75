import { Postgres } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PgRegistry } from '../../../postgres/registry-store.ts';
import { inputs, task } from '../../../../testing/trained-models.ts';
import { mlflowServer } from '../../../../testing/mlflow-server.ts';
import { RegisterModels } from '../../../../usecases/register-models.ts';

let server: Awaited<ReturnType<typeof mlflowServer>>;
let experiment: string;
beforeAll(async () => {
  server = await mlflowServer();
  experiment = await createExperiment('tracking');
});
afterAll(() => server.close());

const Pair = z.object({ key: z.string(), value: z.string() });
const Int64 = z.union([z.number(), z.bigint()]);
const Point = z.object({
  key: z.string(),
  value: z.union([z.number(), z.string()]),
  timestamp: Int64,
  step: Int64,
});
const Run = z.object({
  info: z.object({
    run_id: z.string(),
    run_name: z.string(),
    status: z.string(),
    lifecycle_stage: z.string(),
  }),
  data: z.object({
    metrics: z.array(Point).default([]),
    params: z.array(Pair).default([]),
    tags: z.array(Pair).default([]),
  }),
});
/** What any answer may hold. */
const Body = z.object({
  error_code: z.string().optional(),
  message: z.string().default(''),
  experiment_id: z.string().default(''),
  experiment: z.object({ experiment_id: z.string() }).optional(),
  run: Run.optional(),
  runs: z.array(Run).default([]),
  metrics: z.array(Point).default([]),
  next_page_token: z.string().default(''),
});
const parsed = ({ status, body }: { status: number; body: unknown }) => ({
  status,
  body: Body.parse(body),
});

const post = async (path: string, body: object) =>
  parsed(await server.send('POST', `2.0/mlflow/${path}`, body));
const get = async (path: string, query: Record<string, string>) =>
  parsed(await server.get(`2.0/mlflow/${path}`, query));
const createExperiment = async (name: string): Promise<string> =>
  (await post('experiments/create', { name })).body.experiment_id;
const createRun = async (name: string, more: object = {}): Promise<string> => {
  const run = { experiment_id: experiment, run_name: name, start_time: 1, ...more };
  return Run.parse((await post('runs/create', run)).body.run).info.run_id;
};
const runOf = async (run_id: string) => Run.parse((await get('runs/get', { run_id })).body.run);
const recordOf = (pairs: readonly { key: string; value: unknown }[]) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

describe('writers at the same time', () => {
  it('16 on one run lose nothing', async () => {
    const run_id = await createRun('crowd');
    const writers = Array.from({ length: 16 }, async (_, w) => {
      for (let i = 0; i < 10; i++) {
        const point = { key: 'loss', value: w, timestamp: i, step: i * 16 + w };
        const answers = await Promise.all([
          post('runs/log-metric', { run_id, ...point }),
          post('runs/log-parameter', { run_id, key: `p${w}.${i}`, value: 'v' }),
          post('runs/log-batch', {
            run_id,
            metrics: [{ ...point, key: `own${w}` }],
            tags: [{ key: `t${w}.${i}`, value: 'v' }],
          }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      }
    });
    await Promise.all(writers);
    const { data } = await runOf(run_id);
    expect(data.params).toHaveLength(160);
    expect(data.tags).toHaveLength(161);
    expect(data.metrics).toHaveLength(17);
    expect(data.metrics).toContainEqual({ key: 'loss', value: 15, timestamp: 9, step: 159 });
    const history = await get('metrics/get-history', { run_id, metric_key: 'loss' });
    expect(new Set(history.body.metrics.map(({ step }) => step)).size).toBe(160);
  });

  it('two creators of one name: exactly one wins', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('experiments/create', { name: 'contested' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const codes = answers.flatMap(({ body }) => body.error_code ?? []);
    expect(codes).toEqual(Array<string>(7).fill('RESOURCE_ALREADY_EXISTS'));
  });

  it('one param with two values: the first stays, and the others are told', async () => {
    const run_id = await createRun('immutable');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        post('runs/log-parameter', { run_id, key: 'lr', value: String(i) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const kept = recordOf((await runOf(run_id)).data.params)['lr'];
    expect(answers[Number(kept)]?.status).toBe(200);
    expect(answers.find(({ status }) => status === 400)?.body.message).toContain(
      `Param with key='lr' was already logged with value='${String(kept)}'`,
    );
  });

  it('a point that cannot be kept fails alone', async () => {
    const run_id = await createRun('group');
    const answers = await Promise.all([
      post('runs/log-metric', { run_id, key: 'a', value: 1, timestamp: 1 }),
      post('runs/log-metric', { run_id, key: 'b', value: 1, timestamp: 1 }),
      post('runs/log-metric', { run_id, key: 'c', value: 1, timestamp: '9223372036854775807' }),
      post('runs/log-metric', { run_id: 'f'.repeat(32), key: 'd', value: 1, timestamp: 1 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, expect.any(Number), 404]);
    expect((await runOf(run_id)).data.metrics.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a batch', () => {
  it('is there whole or not at all', async () => {
    const run_id = await createRun('batch');
    const metrics = [{ key: 'm', value: 1, timestamp: 1 }];
    const first = { run_id, metrics, params: [{ key: 'p', value: '1' }] };
    expect((await post('runs/log-batch', first)).status).toBe(200);
    const second = await post('runs/log-batch', {
      run_id,
      metrics: [{ key: 'lost', value: 1, timestamp: 1 }],
      params: [
        { key: 'p', value: '2' },
        { key: 'q', value: '1' },
      ],
      tags: [{ key: 'lost', value: '1' }],
    });
    expect(second).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
    const { data } = await runOf(run_id);
    expect(recordOf(data.params)).toEqual({ p: '1' });
    expect(recordOf(data.metrics)).toEqual({ m: 1 });
    expect(recordOf(data.tags)).toEqual({ 'mlflow.runName': 'batch' });
  });

  it('renames the run by its tag, and cuts what is too long', async () => {
    const run_id = await createRun('before');
    const tags = [{ key: 'mlflow.runName', value: 'after' }];
    const params = [{ key: 'long', value: 'x'.repeat(7_000) }];
    await post('runs/log-batch', { run_id, tags, params });
    const { info, data } = await runOf(run_id);
    expect(info.run_name).toBe('after');
    expect(recordOf(data.params)).toEqual({ long: 'x'.repeat(6_000) });
  });
});

describe('metrics', () => {
  it('keeps the latest by step, time and value; NaN, infinities and 64-bit steps come back', async () => {
    const run_id = await createRun('numbers');
    const log = (key: string, value: number | string, step: number | string, timestamp = 1) =>
      post('runs/log-metric', { run_id, key, value, timestamp, step });
    await log('late', 1, 5);
    await log('late', 2, 3, 9);
    await log('late', 3, 5);
    await log('nan', 'NaN', 0);
    await log('nan', -1, 0);
    await log('up', 'Infinity', -3);
    await log('down', '-Infinity', '-9223372036854775808');
    const { data } = await runOf(run_id);
    expect(recordOf(data.metrics)).toEqual({
      late: 3,
      nan: 'NaN',
      up: Number.MAX_VALUE,
      down: -Number.MAX_VALUE,
    });
    expect(data.metrics).toContainEqual({
      ...{ key: 'up', value: Number.MAX_VALUE, timestamp: 1, step: -3 },
    });
    expect(data.metrics).toContainEqual({
      ...{ key: 'down', value: -Number.MAX_VALUE, timestamp: 1, step: -(2n ** 63n) },
    });
  });

  it('samples a long history evenly, with its first and last point', async () => {
    const run_id = await createRun('history');
    const metrics = Array.from({ length: 1_000 }, (_, i) => ({
      ...{ key: 'h', value: i % 7, timestamp: i, step: i },
    }));
    await post('runs/log-batch', { run_id, metrics });
    const sampled = await get('metrics/get-history-bulk-interval', {
      ...{ run_ids: run_id, metric_key: 'h', max_results: '11' },
    });
    const steps = sampled.body.metrics.map(({ step }) => step);
    expect(steps).toHaveLength(11);
    expect([steps[0], steps.at(-1)]).toEqual([0, 999]);
    const gaps = steps.slice(1, -1).map((step, i) => Number(step) - Number(steps[i]));
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    const pages: number[] = [];
    let token = '';
    do {
      const page = await get('metrics/get-history', {
        ...{ run_id, metric_key: 'h', max_results: '300', page_token: token },
      });
      pages.push(page.body.metrics.length);
      token = page.body.next_page_token;
    } while (token !== '');
    expect(pages).toEqual([300, 300, 300, 100]);
  });
});

describe('keys and values with quotes, backslashes and other letters', () => {
  it('come back as they were', async () => {
    const value = 'say "x": "y" \\ \n \u2028 é 😀 {}';
    const run_id = await createRun(value, { tags: [{ key: 'a b/c', value }] });
    const params = [{ key: 'ключ.1', value }];
    const metrics = [{ key: 'Ünit: m/s', value: 1.5, timestamp: 1 }];
    await post('runs/log-batch', { run_id, params, metrics });
    const { info, data } = await runOf(run_id);
    expect(info.run_name).toBe(value);
    expect(recordOf(data.tags)).toEqual({ 'a b/c': value, 'mlflow.runName': value });
    expect(recordOf(data.params)).toEqual({ 'ключ.1': value });
    expect(recordOf(data.metrics)).toEqual({ 'Ünit: m/s': 1.5 });
  });
});

it("shows the pipeline's own runs: experiment, names, params, metrics, tags and children", async () => {
  const db = new Postgres({ url: server.postgresUrl, applicationName: 'pipeline' });
  const result = await new RegisterModels(new PgRegistry(db), () => 1_000_000).execute(
    task('r1'),
    inputs([0.3, 0.1, 0.2, 0.5, 0.4]),
  );
  await db.close();
  const named = await get('experiments/get-by-name', { experiment_name: 'cloud_optimizer' });
  const { body } = await post('runs/search', {
    experiment_ids: [named.body.experiment?.experiment_id],
    filter: `tags.mlflow.parentRunId = '${result.parent_run_id}' AND metrics.validation_mae < 0.35`,
    order_by: ['metrics.validation_mae'],
  });
  const names = body.runs.map(({ info }) => info.run_name);
  expect(names).toHaveLength(3);
  expect(names[0]).toBe('lightgbm');
  expect(body.runs[0]).toMatchObject({
    info: { run_id: result.challenger.run_id, status: 'FINISHED' },
    data: { params: expect.arrayContaining([{ key: 'model_type', value: 'lightgbm' }]) },
  });
  const history = await get('metrics/get-history', {
    ...{ run_id: result.challenger.run_id ?? '', metric_key: 'validation_mae' },
  });
  expect(history.body.metrics).toMatchObject([{ value: 0.1, step: 0 }]);
});

it('an experiment goes with its runs, and comes back with them', async () => {
  const run_id = await createRun('gone');
  await post('experiments/delete', { experiment_id: experiment });
  expect((await runOf(run_id)).info.lifecycle_stage).toBe('deleted');
  const refused = await post('runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1 });
  expect(refused.body.message).toContain("must be in the 'active' state");
  await post('experiments/restore', { experiment_id: experiment });
  expect((await runOf(run_id)).info.lifecycle_stage).toBe('active');
});
