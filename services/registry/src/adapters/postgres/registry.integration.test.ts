import { OUTBOX_MIGRATIONS, Postgres, migrate } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHALLENGER, CHAMPION } from '../../domain/model.ts';
import type { RegistryStore } from '../../domain/registry-store.ts';
import { breached, runOf } from '../../testing/live-errors.ts';
import { MemoryRegistry } from '../../testing/memory-registry.ts';
import { inputs, task } from '../../testing/trained-models.ts';
import { rollBackChampion } from '../../usecases/models/roll-back-champion.ts';
import { rollBack } from '../../usecases/models/roll-back.ts';
import { RegisterModels } from '../../usecases/register-models.ts';
import { migrateRegistry } from './data-source.ts';
import { ReadRegistry } from './read-registry.ts';
import { PgRegistry } from './registry-store.ts';

let stack: TestStack;
let db: Postgres;
beforeAll(async () => {
  stack = await testStack();
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'registry-test' });
  await migrate(db, 'outbox', OUTBOX_MIGRATIONS);
  // Together, as replicas boot.
  await Promise.all([migrateRegistry(stack.postgresUrl), migrateRegistry(stack.postgresUrl)]);
});
beforeEach(async () => {
  await db.execute(
    'truncate registry.experiment, registry.registered_model, registry.alias_history, outbox cascade',
  );
});
afterAll(async () => {
  await db.close();
  await stack.close();
});

const now = () => 1_000_000;
const Event = z.object({
  kind: z.string(),
  name: z.string(),
  version: z.string(),
  test_relative_mae: z.number().optional(),
});
const outboxEvents = async () => {
  const rows = await db.query(
    z.object({ body: z.instanceof(Uint8Array) }),
    "select body from outbox where topic = 'models.events.v1' order by id",
  );
  return rows.map(({ body }) => Event.parse(JSON.parse(Buffer.from(body).toString())));
};

describe('the registry on Postgres', () => {
  it('does what the registry in memory does, run after run, and again', async () => {
    const memory = new MemoryRegistry();
    const rounds = [
      ['r1', [0.3, 0.1, 0.2, 0.5, 0.4]],
      ['r2', [0.1, 0.3, 0.2, 0.5, 0.4]],
      ['r2', [0.1, 0.3, 0.2, 0.5, 0.4]],
      ['r3', [0.1, 0.3, 0.2, 0.5, 0.4]],
    ] as const;
    for (const [run, maes] of rounds) {
      const real = await new RegisterModels(new PgRegistry(db), now).execute(
        task(run),
        inputs(maes),
      );
      expect(real).toEqual(await new RegisterModels(memory, now).execute(task(run), inputs(maes)));
    }
    expect(await outboxEvents()).toEqual(
      [...memory.state.events.values()].map((event) => Event.parse(event)),
    );
    const read = new ReadRegistry(db);
    expect(await read.holderOf(CHALLENGER)).toMatchObject({
      name: 'cloud_optimizer_xgboost',
      version: 3,
      aliases: [CHALLENGER],
    });
    const [experiment] = await read.experiments();
    const runs = await read.runs(experiment?.experiment_id ?? '', 100);
    expect(runs).toHaveLength(18);
    const child = runs.find((r) => r.name === 'lightgbm' && r.metrics['validation_mae'] === 0.1);
    expect(child?.params).toMatchObject({ model_type: 'lightgbm', max_depth: '6' });
    expect((await read.aliasHistory(CHALLENGER)).map((h) => [h.name, h.version])).toEqual([
      ['cloud_optimizer_xgboost', 3],
      ['cloud_optimizer_lightgbm', null],
      ['cloud_optimizer_xgboost', 2],
      ['cloud_optimizer_lightgbm', 1],
    ]);
  });

  it('has one challenger when pipelines register at the same time', async () => {
    const register = new RegisterModels(new PgRegistry(db), now);
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        register.execute(
          task(`r${i}`),
          inputs([0.5, 0.5, 0.5, 0.5, 0.5].map((m, k) => (k === i % 5 ? 0.1 : m))),
        ),
      ),
    );
    const holders = (await new ReadRegistry(db).versions(null)).filter((v) => v.aliases.length > 0);
    expect(holders).toHaveLength(1);
    const events = await outboxEvents();
    const last = events.filter((e) => e.kind === 'alias_set').at(-1);
    expect([last?.name, last?.version]).toEqual([holders[0]?.name, String(holders[0]?.version)]);
  });

  it('leaves nothing when a run cannot be registered', async () => {
    const register = new RegisterModels(new PgRegistry(db), now);
    await expect(register.execute(task('r'), inputs([NaN, NaN, NaN, NaN, NaN]))).rejects.toThrow();
    expect(await new ReadRegistry(db).experiments()).toEqual([]);
    expect(await outboxEvents()).toEqual([]);
  });
});

describe('promotion and rollback on Postgres', () => {
  const rolledBack = (store: RegistryStore, name: string, version: string) =>
    rollBackChampion(store, breached(name, version), now());

  it('does what the registry in memory does: promotions, refusals, a rollback to another model', async () => {
    const outcomes = await Promise.all(
      [new PgRegistry(db), new MemoryRegistry()].map(async (store) => [
        await runOf(store, 'r1', [0.3, 0.1, 0.2, 0.5, 0.4]),
        await runOf(store, 'r2', [0.1, 0.3, 0.2, 0.5, 0.4]),
        await rolledBack(store, 'cloud_optimizer_xgboost', '2'),
        await rolledBack(store, 'cloud_optimizer_xgboost', '2'),
        await rolledBack(store, 'cloud_optimizer_lightgbm', '1'),
        await runOf(store, 'r2', [0.1, 0.3, 0.2, 0.5, 0.4]),
      ]),
    );
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]?.[2]).toMatchObject({ name: 'cloud_optimizer_lightgbm', version: 1 });
    const read = new ReadRegistry(db);
    expect(await read.holderOf(CHAMPION)).toMatchObject({ name: 'cloud_optimizer_lightgbm' });
    const [last] = (await read.aliasHistory(CHAMPION)).filter(({ version }) => version !== null);
    expect(last?.reason).toMatch(/^rolled back from version 2 of cloud_optimizer_xgboost: live/);
    const alerts = await db.query(
      z.object({ body: z.instanceof(Uint8Array) }),
      "select body from outbox where topic = 'alerts.raised.v1' order by id",
    );
    expect(alerts).toHaveLength(2);
    const [event] = (await outboxEvents()).filter(({ kind }) => kind === 'alias_set').slice(-1);
    expect(event).toMatchObject({ name: 'cloud_optimizer_lightgbm', test_relative_mae: 0.8 });
  });

  it('by hand goes back to the champion before, of another model too', async () => {
    const store = new PgRegistry(db);
    await runOf(store, 'r1', [0.3, 0.1, 0.2, 0.5, 0.4]);
    await runOf(store, 'r2', [0.1, 0.3, 0.2, 0.5, 0.4]);
    const change = { by: 'ada', reason: 'it lags', at: now() };
    const name = 'cloud_optimizer_xgboost';
    expect(await rollBack(store, { name, alias: CHAMPION }, change)).toMatchObject({
      name: 'cloud_optimizer_lightgbm',
      version: 1,
    });
    const before = { name: 'cloud_optimizer_lightgbm', alias: CHAMPION };
    await expect(rollBack(store, before, change)).rejects.toThrow(/no other version/);
    expect(await new ReadRegistry(db).holderOf(CHAMPION)).toMatchObject({ name: before.name });
  });
});
