import type { TableRetention } from '@headroom/contracts';
import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import type { PurgeStore } from '../../usecases/offline/purge-expired.ts';

const Count = z.object({ rows: z.number() });
/** A statement's rows: what it locks and logs stays bounded. */
const ROWS_PER_STATEMENT = 50_000;

/** Rows that were there before their time was kept have −infinity for it, and stay. */
const expired = ({ ingestedAt }: TableRetention): string =>
  `${ingestedAt} < $1 and ${ingestedAt} > '-infinity'`;

export class PostgresPurge implements PurgeStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async count(retention: TableRetention, before: number): Promise<number> {
    const [row] = await this.#sql.query(
      Count,
      `select count(*) as rows from ${retention.table} where ${expired(retention)}`,
      [new Date(before)],
    );
    return row?.rows ?? 0;
  }

  async remove(retention: TableRetention, before: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const rows = await this.#sql.execute(
        `delete from ${retention.table} where ctid = any(array(
           select ctid from ${retention.table} where ${expired(retention)} limit $2))`,
        [new Date(before), ROWS_PER_STATEMENT],
      );
      removed += rows;
      if (rows < ROWS_PER_STATEMENT) return removed;
    }
  }
}
