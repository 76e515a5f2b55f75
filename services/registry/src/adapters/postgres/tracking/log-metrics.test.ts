import { HeadroomError } from '@headroom/contracts';
import type { Database, SqlText, SqlValue } from '@headroom/storage';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { MetricWriter } from './log-metrics.ts';

/** A database whose statements end when the test says so. */
class HeldDatabase {
  readonly statements: { keys: readonly unknown[]; end: (error?: Error) => void }[] = [];

  async query<S extends z.ZodType>(row: S, _: SqlText, params: readonly SqlValue[] = []) {
    const [runs, , keys] = params;
    await new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => (error === undefined ? resolve() : reject(error));
      this.statements.push({ keys: Array.isArray(keys) ? keys : [], end });
    });
    const rows = Array.isArray(runs) ? runs : [];
    return rows.map((run_id: unknown) => row.parse({ run_id, lifecycle_stage: 'active' }));
  }
}

const point = (key: string) => ({ key, value: 1, timestamp: 1, step: 0 });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('MetricWriter', () => {
  const start = () => {
    const db = new HeldDatabase();
    const writer = new MetricWriter(db as unknown as Database);
    const log = (key: string) =>
      writer.log('r', point(key)).then(
        () => `${key} written`,
        (error: unknown) => `${key} ${error instanceof Error ? error.message : ''}`,
      );
    return { db, log };
  };
  const keys = (db: HeldDatabase) => db.statements.map((statement) => statement.keys);

  it('sends what waited together, and tells nobody before its own statement has ended', async () => {
    const { db, log } = start();
    const told: string[] = [];
    const all = ['a', 'b', 'c'].map((key) => log(key).then((text) => told.push(text)));
    await turn();
    expect(keys(db)).toEqual([['a']]);
    db.statements[0]?.end();
    await turn();
    expect(told).toEqual(['a written']);
    expect(keys(db)).toEqual([['a'], ['b', 'c']]);
    db.statements[1]?.end();
    await Promise.all(all);
    expect(told).toEqual(['a written', 'b written', 'c written']);
  });

  it('asks one by one where the group fails on a value, and not where the database is away', async () => {
    const { db, log } = start();
    const all = ['a', 'b', 'c'].map(log);
    await turn();
    db.statements[0]?.end();
    await turn();
    db.statements[1]?.end(new HeadroomError('INVALID_DATA', 'out of range'));
    await turn();
    db.statements[2]?.end(new HeadroomError('INVALID_DATA', 'out of range'));
    await turn();
    const later = [log('d'), log('e')];
    db.statements[3]?.end();
    await turn();
    expect(keys(db)).toEqual([['a'], ['b', 'c'], ['b'], ['c'], ['d', 'e']]);
    db.statements[4]?.end(new HeadroomError('UNAVAILABLE', 'away'));
    expect(await Promise.all([...all, ...later])).toEqual([
      ...['a written', 'b out of range', 'c written'],
      ...['d away', 'e away'],
    ]);
    expect(db.statements).toHaveLength(5);
  });
});
