import { OUTBOX_MIGRATIONS, migrate, Postgres } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { field } from '../../../../testing/field.ts';
import { mlflowServer } from '../../../../testing/mlflow-server.ts';
import { inputs, task } from '../../../../testing/trained-models.ts';
import { RegisterModels } from '../../../../usecases/register-models.ts';
import { PgRegistry } from '../../../postgres/registry-store.ts';

type Server = Awaited<ReturnType<typeof mlflowServer>>;
let server: Server;
let db: Postgres;
beforeAll(async () => {
  server = await mlflowServer();
  db = new Postgres({ url: server.postgresUrl, applicationName: 'models-test' });
  await migrate(db, 'outbox', OUTBOX_MIGRATIONS);
});
afterAll(async () => {
  await db.close();
  await server.close();
});

const post = (path: string, body: object) => server.send('POST', `2.0/mlflow/${path}`, body);
const alias = (name: string, version: number, called = 'prod') =>
  post('registered-models/alias', { name, alias: called, version: String(version) });
const own = (method: string, path: string, body?: object, headers = {}) =>
  server.ask(`/api/v1/models/${path}`, {
    method,
    ...(body && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    }),
  });
const withVersions = async (name: string, count: number) => {
  await post('registered-models/create', { name });
  for (let i = 0; i < count; i++) {
    await post('model-versions/create', { name, source: `s3://bucket/${i}` });
  }
};
const Event = z.object({ kind: z.string(), name: z.string(), version: z.string().nullable() });
const events = async (topic: string, name: string) => {
  const rows = await db.query(
    z.object({ body: z.instanceof(Uint8Array) }),
    'select body from outbox where topic = $1 order by id',
    [topic],
  );
  return rows
    .map(({ body }) => Event.parse(JSON.parse(Buffer.from(body).toString())))
    .filter((event) => event.name === name)
    .map(({ kind, version }) => `${kind} ${String(version)}`);
};
const moves = async (name: string, called = 'prod') => {
  const { body } = await own('GET', `${name}/aliases/${called}/history`);
  return z
    .object({ history: z.array(z.object({ version: z.int().nullable(), changed_by: z.string() })) })
    .parse(body).history;
};

describe('registered models', () => {
  it('lets exactly one of many creators of a name win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('registered-models/create', { name: 'contested' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = answers.filter(({ status }) => status === 400);
    expect(new Set(lost.map(({ body }) => field(body, 'error_code')))).toEqual(
      new Set(['RESOURCE_ALREADY_EXISTS']),
    );
    expect(await events('models.events.v2', 'contested')).toEqual(['model_created null']);
  });

  it('gives every version a number of its own, and none twice', async () => {
    await withVersions('numbers', 1);
    const made = await Promise.all(
      Array.from({ length: 12 }, () =>
        post('model-versions/create', { name: 'numbers', source: 's3://b/m' }),
      ),
    );
    const numbers = made.map(({ body }) => Number(field(body, 'model_version.version')));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 2));
    await server.send('DELETE', '2.0/mlflow/model-versions/delete', {
      name: 'numbers',
      version: '13',
    });
    const next = await post('model-versions/create', { name: 'numbers', source: 's3://b/m' });
    expect(field(next.body, 'model_version.version')).toBe('14');
  });

  it('moves an alias one step after the other: history, events and the alias agree', async () => {
    await withVersions('linear', 5);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => alias('linear', 1 + ((i * 7) % 5))),
    );
    const history = (await moves('linear')).map(({ version }) => version).toReversed();
    // A move to where it is already is none.
    for (const [i, version] of history.entries()) expect(version).not.toBe(history[i + 1]);
    const told = (await events('models.events.v2', 'linear')).filter((e) => e.startsWith('alias'));
    expect(told).toEqual(history.map((version) => `alias_set ${String(version)}`));
    const held = await server.get('2.0/mlflow/registered-models/alias', {
      name: 'linear',
      alias: 'prod',
    });
    expect(field(held.body, 'model_version.version')).toBe(String(history.at(-1)));
    expect(field(held.body, 'model_version.aliases')).toEqual(['prod']);
  });

  it('keeps who moved an alias, why, and what it named at a time; and rolls back step by step', async () => {
    await withVersions('past', 3);
    for (const version of [1, 2, 3]) {
      const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
      const body = { version, reason: `r${version}` };
      await own('POST', 'past/aliases/prod', body, { authorization: basic });
    }
    expect((await moves('past')).map((m) => [m.version, m.changed_by])).toEqual([
      [3, 'ada'],
      [2, 'ada'],
      [1, 'ada'],
    ]);
    const now = new Date().toISOString();
    const steps = [];
    for (let i = 0; i < 3; i++) {
      const { status, body } = await own('POST', 'past/aliases/prod/rollback', { reason: 'worse' });
      steps.push(status === 200 ? field(body, 'version') : status);
    }
    expect(steps).toEqual([2, 1, 409]);
    const { body } = await own('GET', `past/aliases/prod/at?at=${encodeURIComponent(now)}`);
    expect(body).toMatchObject({ version: 3, reason: 'r3' });
    const before = await own('GET', 'past/aliases/prod/at?at=2020-01-01T00:00:00Z');
    expect(before.status).toBe(404);
  });

  it('takes aliases along when a model is renamed, and away with a version', async () => {
    await withVersions('old', 2);
    await alias('old', 2);
    await post('registered-models/rename', { name: 'old', new_name: 'new' });
    const held = await server.get('2.0/mlflow/registered-models/alias', {
      name: 'new',
      alias: 'prod',
    });
    expect(field(held.body, 'model_version')).toMatchObject({ name: 'new', version: '2' });
    expect((await moves('old')).map(({ version }) => version)).toEqual([null, 2]);
    await server.send('DELETE', '2.0/mlflow/model-versions/delete', { name: 'new', version: '2' });
    expect((await moves('new')).map(({ version }) => version)).toEqual([null, 2]);
    expect(await events('models.events.v2', 'new')).toEqual([
      'alias_set 2',
      'alias_deleted 2',
      'version_deleted 2',
    ]);
  });

  it('shows prompts only to those who ask for them', async () => {
    const tags = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }];
    await post('registered-models/create', { name: 'a-prompt', tags });
    const find = async (filter: string) => {
      const { body } = await server.get('2.0/mlflow/registered-models/search', { filter });
      return z
        .object({ registered_models: z.array(z.object({ name: z.string() })).default([]) })
        .parse(body)
        .registered_models.map(({ name }) => name);
    };
    expect(await find("name = 'a-prompt'")).toEqual([]);
    expect(await find("name = 'a-prompt' AND tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual([
      'a-prompt',
    ]);
  });

  it('never names a version by what a client may not read', async () => {
    await post('registered-models/create', { name: 'sources' });
    for (const source of ['/etc/passwd', 'mlflow-artifacts:/1/other/artifacts', 'http://h/x']) {
      const { status, body } = await post('model-versions/create', { name: 'sources', source });
      expect([status, field(body, 'error_code')]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    }
  });
});

describe('models that Headroom serves', () => {
  it('has one champion also when a client of MLflow names it, and tells serving of the swap', async () => {
    const register = new RegisterModels(new PgRegistry(db), () => 1_000_000, 'c0ffee');
    await register.execute(task('r1'), inputs([0.3, 0.1, 0.2, 0.5, 0.4]));
    expect((await alias('cloud_optimizer_lightgbm', 1, 'champion')).status).toBe(200);
    expect((await alias('cloud_optimizer_gru', 1, 'champion')).status).toBe(200);
    const [gru, lightgbm] = await Promise.all([
      events('models.events.v1', 'cloud_optimizer_gru'),
      events('models.events.v1', 'cloud_optimizer_lightgbm'),
    ]);
    expect(gru).toEqual(['version_created 1', 'alias_set 1']);
    // Challenger of the run, then champion.
    const sets = ['alias_set 1', 'alias_set 1'];
    expect(lightgbm).toEqual(['version_created 1', ...sets, 'alias_deleted 1']);
    const { body } = await server.ask('/api/v1/models/cloud_optimizer_gru/versions/1/lineage');
    expect(body).toMatchObject({
      definition_hash: 'h',
      code_version: 'c0ffee',
      snapshot: { uri: 'data/processed/s.parquet' },
      run: { experiment: 'cloud_optimizer' },
      bundle: { uri: 'models/gru/bundle.json' },
    });
    const files = await server.get('2.0/mlflow/artifacts/list', {
      run_id: String(field(body, 'run.run_id')),
      path: 'model',
    });
    expect(field(files.body, 'files')).toEqual([
      { path: 'model/bundle.json', is_dir: false, file_size: 1 },
      { path: 'model/model.txt', is_dir: false, file_size: 1 },
    ]);
  });
});
