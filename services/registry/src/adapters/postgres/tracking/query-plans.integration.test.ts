import { Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseRunFilter, parseRunOrder } from '../../../domain/search/run-filter.ts';
import { migrateRegistry } from '../data-source.ts';
import { BULK, HISTORY, SAMPLED } from './metric-history.ts';
import { GET_RUN } from './runs.ts';
import { searchStatement } from './search-runs.ts';

/**
 * Which indexes answer, by size: HEADROOM_PLAN_RUNS=100000 HEADROOM_PLAN_POINTS=50000000 is the size the registry is
 * made for, and takes a long while; the default is the least at which the planner has no reason to read whole tables.
 */
const RUNS = Number(process.env['HEADROOM_PLAN_RUNS'] ?? 20_000);
const POINTS = Number(process.env['HEADROOM_PLAN_POINTS'] ?? 40_000);
/** Points of one run in one statement's worth: the load stays within memory at any size. */
const BATCH = 1_000_000;

let stack: TestStack;
let db: Postgres;
beforeAll(async () => {
  stack = await testStack();
  // One connection, so that a setting holds for the statement after it.
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'plans', maxConnections: 1 });
  await migrateRegistry(stack.postgresUrl);
  await db.execute(`
    INSERT INTO registry.experiment (name, creation_time, last_update_time)
      SELECT 'e' || i, 0, 0 FROM generate_series(1, 10) i;
    INSERT INTO registry.run (run_id, experiment_id, name, status, start_time, artifact_uri, params, tags)
      SELECT md5(i::text), 1 + (i % 2) * (i % 10), 'r' || i, 'FINISHED', i, 'x',
        jsonb_build_object('lr', (i % 500)::text, 'depth', (i % 7)::text), jsonb_build_object('team', (i % 300)::text)
      FROM generate_series(1, ${RUNS}) i;
    INSERT INTO registry.latest_metric (run_no, key, experiment_id, step, timestamp, value)
      SELECT run_no, key, experiment_id, 0, 0, CASE WHEN run_no % 100 = 0 THEN 'NaN' ELSE (run_no * 7919 % 10007) / 10007.0 END
      FROM registry.run, unnest(ARRAY['mae', 'rmse']) key WHERE run_no % 10 <> 0;
  `);
  for (let from = 0; from < POINTS; from += BATCH) {
    await db.execute(
      `INSERT INTO registry.metric (run_no, key, step, timestamp, value)
       SELECT 1 + i % ${RUNS}, 'mae', i / ${RUNS}, i, i FROM generate_series($1::bigint, $2::bigint) i`,
      [from, Math.min(from + BATCH, POINTS) - 1],
    );
  }
  await db.execute('ANALYZE registry.run, registry.latest_metric, registry.metric');
}, 3_600_000);
afterAll(async () => {
  await db.close();
  await stack.close();
});

const Plan = z.object({ 'QUERY PLAN': z.string() });
/** The plan for any values, as a statement gets that is planned once. */
const planOf = async (text: string): Promise<string> => {
  const rows = await db.query(Plan, `EXPLAIN (GENERIC_PLAN) ${text}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};
const searchPlan = (filter: string, ...order: string[]) => {
  const { text } = searchStatement({
    ...{ experimentIds: ['1'], stages: ['active'], offset: 0, limit: 100 },
    conditions: parseRunFilter(filter),
    order: parseRunOrder(order),
  });
  return planOf(text);
};
const noScan = (plan: string) => expect(plan).not.toMatch(/Seq Scan on (run|latest_metric|metric)/);

describe(`statements of ${RUNS} runs and ${POINTS} points use indexes`, () => {
  it('a list of runs: the order of the experiment', async () => {
    const plan = await searchPlan('');
    expect(plan).toContain('run_by_experiment');
    noScan(plan);
  });

  it('a page far down that list: the index alone', async () => {
    await db.execute('VACUUM registry.run');
    const { text } = searchStatement({
      ...{ experimentIds: ['1'], stages: ['active'], offset: RUNS / 4, limit: 100 },
      ...{ conditions: [], order: [] },
    });
    expect(await planOf(text)).toContain('Index Only Scan using run_by_experiment');
  });

  it('the best by a metric: its values in order, with and without a bound', async () => {
    for (const filter of ['', 'metrics.mae < 0.5']) {
      for (const direction of ['ASC', 'DESC']) {
        const plan = await searchPlan(filter, `metrics.mae ${direction}`);
        expect(plan).toMatch(/Index Scan (Backward )?using latest_metric_by_value/);
        expect(plan).toContain('Presorted Key: o0.value');
        noScan(plan);
      }
    }
  });

  it('a bound on a metric, in the order of time', async () => {
    const plan = await searchPlan('metrics.rmse > 0.99');
    expect(plan).toMatch(/latest_metric_(by_value|of_run)/);
    noScan(plan);
  });

  it('an equal param or tag', async () => {
    const param = await searchPlan("params.lr = '17'");
    expect(param).toContain('run_by_param');
    noScan(param);
    const tag = await searchPlan("tags.team = '17'");
    expect(tag).toContain('run_by_tag');
    noScan(tag);
  });

  it('one run', async () => {
    const plan = await planOf(GET_RUN.text);
    expect(plan).toContain('run_pkey');
    expect(plan).toContain('latest_metric_of_run');
    noScan(plan);
  });

  it('history, of one run, of several, and sampled', async () => {
    const plans = [await planOf(HISTORY.text), await planOf(BULK.text), await planOf(SAMPLED.text)];
    for (const plan of plans) {
      expect(plan).toMatch(/metric_\d_pkey/);
      noScan(plan);
    }
  });
});
