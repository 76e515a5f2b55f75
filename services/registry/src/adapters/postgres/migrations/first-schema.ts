import { testStack } from '@headroom/testing';
import { DataSource } from 'typeorm';
import { CreateRegistry1735689600000 } from './1735689600000-create-registry.ts';

/** A database with the registry's very first tables, for tests of the migrations behind them. */
export async function firstSchema() {
  const stack = await testStack();
  const source = new DataSource({
    ...{ type: 'postgres', url: stack.postgresUrl, schema: 'registry', logging: false },
  });
  await source.initialize();
  await source.query('CREATE SCHEMA registry');
  const runner = source.createQueryRunner();
  await new CreateRegistry1735689600000().up(runner);
  return {
    runner,
    query: (text: string) => source.query<unknown[]>(text),
    /** What the queries find, to be compared with what they find later. */
    content: (texts: readonly string[]) =>
      Promise.all(texts.map((text) => source.query<unknown>(text))),
    close: async () => {
      await runner.release();
      await source.destroy();
      await stack.close();
    },
  };
}
