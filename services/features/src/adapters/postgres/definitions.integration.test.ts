import { BUILT_IN } from '@headroom/feature-engine';
import { migrate, migrateDown, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFINITION_STORE_CONTRACT } from '../../domain/definition-store-contract.ts';
import { shop } from '../../testing/sample-definitions.ts';
import { ChangeDefinitions } from '../../usecases/definitions/change-definitions.ts';
import { CurrentDefinitions } from '../../usecases/definitions/current-definitions.ts';
import { DEFINITION_MIGRATIONS } from './definition-migrations.ts';
import { PostgresDefinitions } from './postgres-definitions.ts';

let stack: TestStack;
let db: Postgres;
beforeAll(async () => {
  stack = await testStack();
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'definitions-test' });
});
afterAll(async () => {
  await db.close();
  await stack.close();
});
beforeEach(async () => {
  await migrateDown(db, 'definitions', DEFINITION_MIGRATIONS, DEFINITION_MIGRATIONS.length);
  await migrate(db, 'definitions', DEFINITION_MIGRATIONS);
});

describe('PostgresDefinitions', () => {
  it.each(DEFINITION_STORE_CONTRACT)('$name', ({ run }) => run(new PostgresDefinitions(db)));
});

it('lets replicas that boot together agree on one set', async () => {
  const replicas = Array.from(
    { length: 4 },
    () => new CurrentDefinitions(new PostgresDefinitions(db), BUILT_IN),
  );
  await Promise.all(replicas.map((replica) => replica.boot()));
  expect(replicas.map((replica) => replica.current().version)).toEqual([1, 1, 1, 1]);
});

it('tells another replica of a change', async () => {
  const store = new PostgresDefinitions(db);
  const [here, there] = [
    new CurrentDefinitions(store, BUILT_IN),
    new CurrentDefinitions(store, BUILT_IN),
  ];
  await here.boot();
  await there.boot();
  const told = new Promise<number>((resolve) => {
    there.subscribe(({ version }) => resolve(version));
  });
  const watch = await store.watch(() => void there.refresh());
  await new ChangeDefinitions(store, BUILT_IN, here).apply({
    definitions: shop(),
    author: 'ann',
    prune: false,
    force: false,
  });
  expect(await told).toBe(2);
  expect(there.current().set.view('orders')).toEqual(here.current().set.view('orders'));
  expect(there.current().hash).toBe(here.current().hash);
  await watch.close();
});
