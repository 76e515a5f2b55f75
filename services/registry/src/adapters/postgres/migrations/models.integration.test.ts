import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstSchema } from './first-schema.ts';
import { Tracking1766000100000 } from './1766000100000-tracking.ts';
import { ModelRegistry1766000200000 } from './1766000200000-model-registry.ts';
import { LoggedModels1766000300000 } from './1766000300000-logged-models.ts';

let database: Awaited<ReturnType<typeof firstSchema>>;
beforeAll(async () => {
  database = await firstSchema();
});
afterAll(() => database.close());

const CONTENT = [
  'SELECT name, creation_time::int, last_version FROM registry.registered_model ORDER BY 1',
  'SELECT name, version, run_id, algorithm, bundle FROM registry.model_version ORDER BY 1, 2',
  'SELECT name, alias, version FROM registry.model_alias ORDER BY 1',
  'SELECT name, alias, version, reason FROM registry.alias_history ORDER BY id',
];

it('carries models, versions and aliases of the first schema up, and back down as they were', async () => {
  const { runner, query, content } = database;
  await new Tracking1766000100000().up(runner);
  await query(`
    INSERT INTO registry.registered_model VALUES ('m', 1, 2);
    INSERT INTO registry.model_version VALUES
      ('m', 1, 'a', 'gru', '{"uri": "1"}', 1), ('m', 2, 'b', 'gru', '{"uri": "2"}', 2);
    INSERT INTO registry.model_alias VALUES ('m', 'champion', 2);
    INSERT INTO registry.alias_history (name, alias, version, reason, changed_at)
      VALUES ('m', 'champion', 2, 'best', 3);
  `);
  const before = await content(CONTENT);
  const [models, logged] = [new ModelRegistry1766000200000(), new LoggedModels1766000300000()];
  await models.up(runner);
  await logged.up(runner);
  const [version] = await query(
    'SELECT source, current_stage, last_updated_time::int FROM registry.model_version WHERE version = 2',
  );
  expect(version).toEqual({ source: 'runs:/b/model', current_stage: 'None', last_updated_time: 2 });
  // What the first schema has no room for goes.
  await query(`
    INSERT INTO registry.model_version (name, version, creation_time, last_updated_time, source)
      VALUES ('m', 3, 4, 4, 's3://b/m');
    INSERT INTO registry.model_version (name, version, creation_time, last_updated_time, run_id, algorithm, bundle)
      VALUES ('m', 4, 4, 4, 'b', 'gru', '{"uri": "2"}');
  `);
  await logged.down(runner);
  await models.down(runner);
  expect(await content(CONTENT)).toEqual(before);
  await models.up(runner);
  await logged.up(runner);
});
