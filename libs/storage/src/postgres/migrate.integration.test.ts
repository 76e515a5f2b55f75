import { testStack, type TestStack } from '@headroom/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrateDown } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { Postgres } from './postgres.ts';

const first: Migration = { id: '0001_a', up: 'create table a (n int)', down: 'drop table a' };
const second: Migration = {
  id: '0002_b',
  up: 'create table b (n int); insert into b values (1);',
  down: 'drop table b',
};

describe('migrate', () => {
  let stack: TestStack;
  let db: Postgres;
  beforeEach(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
  });
  afterEach(async () => {
    await db.close();
    await stack.close();
  });

  it('applies what is missing, once, and goes back', async () => {
    expect(await migrate(db, 'svc', [first])).toEqual(['0001_a']);
    expect(await migrate(db, 'svc', [first, second])).toEqual(['0002_b']);
    expect(await migrate(db, 'svc', [first, second])).toEqual([]);
    expect(await migrateDown(db, 'svc', [first, second], 1)).toEqual(['0002_b']);
    await expect(db.execute('select * from b')).rejects.toThrow(/does not exist/);
    expect(await migrateDown(db, 'svc', [first, second], 5)).toEqual(['0001_a']);
    expect(await migrate(db, 'svc', [first, second])).toEqual(['0001_a', '0002_b']);
  });

  it('lets replicas that boot together migrate once', async () => {
    const results = await Promise.all(
      Array.from({ length: 5 }, () => migrate(db, 'svc', [first, second])),
    );
    expect(results.flat()).toEqual(['0001_a', '0002_b']);
  });

  it('keeps services apart', async () => {
    await migrate(db, 'svc', [first]);
    expect(await migrate(db, 'other', [second])).toEqual(['0002_b']);
  });

  it('is all or nothing', async () => {
    const broken: Migration = { id: '0002_x', up: 'create table x (n int); selec', down: '' };
    await expect(migrate(db, 'svc', [first, broken])).rejects.toThrow(/syntax/);
    expect(await migrate(db, 'svc', [first])).toEqual(['0001_a']);
  });

  it('refuses an edited migration, a newer database and numbers out of order', async () => {
    await migrate(db, 'svc', [first, second]);
    const edited = { ...first, up: 'create table a (n bigint)' };
    await expect(migrate(db, 'svc', [edited, second])).rejects.toThrow(/0001_a of svc was changed/);
    await expect(migrate(db, 'svc', [first])).rejects.toThrow(/run the newer program/);
    await expect(migrate(db, 'svc', [second, first])).rejects.toThrow(/renumber/);
  });
});
