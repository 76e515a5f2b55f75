import { testStack, type TestStack } from '@headroom/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMetadata } from './metadata-source.ts';

describe("the orchestrator's tables", () => {
  let stack: TestStack;
  let source: DataSource;
  beforeAll(async () => {
    stack = await testStack();
    source = await openMetadata(stack.postgresUrl);
  });
  afterAll(async () => {
    await source.destroy();
    await stack.close();
  });
  const tables = async () => {
    const rows: { table_name: string }[] = await source.query(
      `select table_name from information_schema.tables where table_schema = 'orchestrator' order by 1`,
    );
    return rows.map((row) => row.table_name);
  };

  it('are those that the entities describe', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be opened by two replicas at once', async () => {
    const both = await Promise.all([
      openMetadata(stack.postgresUrl),
      openMetadata(stack.postgresUrl),
    ]);
    await Promise.all(both.map((one) => one.destroy()));
  });

  it('go down and up again', async () => {
    const before = await tables();
    await source.undoLastMigration();
    expect(await tables()).toEqual(['migration']);
    await source.runMigrations();
    expect(await tables()).toEqual(before);
  });
});
