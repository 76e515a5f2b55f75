import { TABLE_RETENTION, type TableRetention } from '@headroom/contracts';

/** Removes what came in before a time, epoch ms; rows of an unknown time stay. */
export interface PurgeStore {
  count(table: TableRetention, before: number): Promise<number>;
  remove(table: TableRetention, before: number): Promise<number>;
}

export interface PurgedTable {
  readonly table: string;
  readonly before: number;
  readonly rows: number;
}

/** Applies the retention that contracts declare for the offline store's tables: an operator's act, never a loop. */
export class PurgeExpired {
  readonly #store: PurgeStore;

  constructor(store: PurgeStore) {
    this.#store = store;
  }

  /** @param dryRun only counts */
  async run(now: number, dryRun: boolean): Promise<PurgedTable[]> {
    const purged: PurgedTable[] = [];
    for (const retention of TABLE_RETENTION) {
      if (retention.retentionMs < 0) continue;
      const before = now - retention.retentionMs;
      const rows = await (dryRun
        ? this.#store.count(retention, before)
        : this.#store.remove(retention, before));
      purged.push({ table: retention.table, before, rows });
    }
    return purged;
  }
}
