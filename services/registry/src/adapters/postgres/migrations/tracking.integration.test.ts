import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstSchema } from './first-schema.ts';
import { PagesOfRuns1766000400000 } from './1766000400000-pages-of-runs.ts';
import { Tracking1766000100000 } from './1766000100000-tracking.ts';

let database: Awaited<ReturnType<typeof firstSchema>>;
beforeAll(async () => {
  database = await firstSchema();
});
afterAll(() => database.close());

const CONTENT = [
  'SELECT run_id, key, value FROM registry.run_param ORDER BY 1, 2',
  'SELECT run_id, key, value FROM registry.run_tag ORDER BY 1, 2',
  'SELECT run_id, key, step::int, value FROM registry.metric ORDER BY 1, 2, 3',
  'SELECT run_id, key, step::int, value FROM registry.latest_metric ORDER BY 1, 2',
];

it('carries the runs of the first schema up, and back down as they were', async () => {
  const { runner, query, content } = database;
  await query(`
    INSERT INTO registry.experiment (name, creation_time, last_update_time) VALUES ('e', 1, 1);
    INSERT INTO registry.run (run_id, experiment_id, name, status, start_time) VALUES ('a', 1, 'n', 'FINISHED', 1), ('b', 1, 'n', 'FINISHED', 2);
    INSERT INTO registry.run_param VALUES ('a', 'lr', '0.1'), ('a', 'quoted "k"', 'é'), ('b', 'lr', '');
    INSERT INTO registry.run_tag VALUES ('a', 'mlflow.runName', 'n');
    INSERT INTO registry.metric VALUES ('a', 'mae', 0, 1, 0.5), ('a', 'mae', 1, 2, 'NaN'), ('b', 'mae', 0, 1, 3);
    INSERT INTO registry.latest_metric VALUES ('a', 'mae', 1, 2, 'NaN'), ('b', 'mae', 0, 1, 3);
  `);
  const before = await content(CONTENT);
  const [migration, pages] = [new Tracking1766000100000(), new PagesOfRuns1766000400000()];
  await migration.up(runner);
  await pages.up(runner);
  const [run] = await query(
    "SELECT params, tags, artifact_uri FROM registry.run WHERE run_id = 'a'",
  );
  expect(run).toEqual({
    params: { lr: '0.1', 'quoted "k"': 'é' },
    tags: { 'mlflow.runName': 'n' },
    artifact_uri: 'mlflow-artifacts:/1/a/artifacts',
  });
  await pages.down(runner);
  await migration.down(runner);
  expect(await content(CONTENT)).toEqual(before);
  await migration.up(runner);
  await pages.up(runner);
});
