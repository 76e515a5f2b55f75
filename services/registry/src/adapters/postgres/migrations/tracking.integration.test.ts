import { testStack, type TestStack } from '@headroom/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CreateRegistry1735689600000 } from './1735689600000-create-registry.ts';
import { Tracking1766000100000 } from './1766000100000-tracking.ts';

let stack: TestStack;
let source: DataSource;
beforeAll(async () => {
  stack = await testStack();
  source = new DataSource({
    ...{ type: 'postgres', url: stack.postgresUrl, schema: 'registry', logging: false },
    migrations: [CreateRegistry1735689600000, Tracking1766000100000],
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  await source.query('CREATE SCHEMA registry');
});
afterAll(async () => {
  await source.destroy();
  await stack.close();
});

const CONTENT = [
  'SELECT run_id, key, value FROM registry.run_param ORDER BY 1, 2',
  'SELECT run_id, key, value FROM registry.run_tag ORDER BY 1, 2',
  'SELECT run_id, key, step::int, value FROM registry.metric ORDER BY 1, 2, 3',
  'SELECT run_id, key, step::int, value FROM registry.latest_metric ORDER BY 1, 2',
];
const content = () => Promise.all(CONTENT.map((text) => source.query<unknown>(text)));

it('carries the runs of the first schema up, and back down as they were', async () => {
  const runner = source.createQueryRunner();
  await new CreateRegistry1735689600000().up(runner);
  await source.query(`
    INSERT INTO registry.experiment (name, creation_time, last_update_time) VALUES ('e', 1, 1);
    INSERT INTO registry.run (run_id, experiment_id, name, status, start_time) VALUES ('a', 1, 'n', 'FINISHED', 1), ('b', 1, 'n', 'FINISHED', 2);
    INSERT INTO registry.run_param VALUES ('a', 'lr', '0.1'), ('a', 'quoted "k"', 'é'), ('b', 'lr', '');
    INSERT INTO registry.run_tag VALUES ('a', 'mlflow.runName', 'n');
    INSERT INTO registry.metric VALUES ('a', 'mae', 0, 1, 0.5), ('a', 'mae', 1, 2, 'NaN'), ('b', 'mae', 0, 1, 3);
    INSERT INTO registry.latest_metric VALUES ('a', 'mae', 1, 2, 'NaN'), ('b', 'mae', 0, 1, 3);
  `);
  const before = await content();
  const migration = new Tracking1766000100000();
  await migration.up(runner);
  const [run] = await source.query<unknown[]>(
    "SELECT params, tags, artifact_uri FROM registry.run WHERE run_id = 'a'",
  );
  expect(run).toEqual({
    params: { lr: '0.1', 'quoted "k"': 'é' },
    tags: { 'mlflow.runName': 'n' },
    artifact_uri: 'mlflow-artifacts:/1/a/artifacts',
  });
  await migration.down(runner);
  expect(await content()).toEqual(before);
  await migration.up(runner);
  await runner.release();
});
