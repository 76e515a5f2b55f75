import { Clock } from '@headroom/contracts';
import type { Database } from '@headroom/storage';
import { z } from 'zod';
import type { Backfill, BackfillStore, LateRecord } from '../../domain/offline/backfill-store.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

const BackfillRow = z.object({
  backfill_id: z.string(),
  author: z.string(),
  reason: z.string(),
  from_time: z.date(),
  to_time: z.date(),
  services: z.array(z.string()).nullable(),
  records: z.number(),
  requested_at: z.date(),
  sent_at: z.date().nullable(),
});

const LATE_COLUMNS = {
  raw_id: 'string',
  source: 'string',
  clock: 'string',
  ...WORKLOAD_COLUMNS,
} as const;

/** Late records of a range that no backfill has admitted. */
const LATE = `r.used_offset is null and r.event_time > $1 and r.event_time <= $2
  and ($3::text[] is null or r.service_id = any($3))`;

const COLUMNS = Object.keys(BackfillRow.shape).join(', ');

export class PostgresBackfills implements BackfillStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async request(act: Omit<Backfill, 'records' | 'sentAt'>): Promise<Backfill> {
    const { id, author, reason, from, to, services, requestedAt } = act;
    const [row] = await this.#db.query(
      BackfillRow,
      `insert into features.backfill
         (from_time, to_time, services, backfill_id, author, reason, requested_at, records)
       select $1, $2, $3::text[], $4, $5, $6, $7,
         (select count(*) from features.raw_record r where ${LATE})
       returning ${COLUMNS}`,
      [new Date(from), new Date(to), services, id, author, reason, requestedAt],
    );
    if (row === undefined) throw new Error(`backfill ${id} was not stored`);
    return backfillOf(row);
  }

  async lateRecords(
    { from, to, services }: Backfill,
    afterRawId: string,
    limit: number,
  ): Promise<LateRecord[]> {
    const table = await this.#db.columns(
      LATE_COLUMNS,
      `select r.raw_id, r.source, r.clock, ${workloadSelect('r')}
       from features.raw_record r
       where ${LATE} and r.raw_id > $4 order by r.raw_id limit $5`,
      [new Date(from), new Date(to), services, afterRawId, limit],
    );
    const rawIds = table.strings('raw_id');
    const sources = table.strings('source');
    const clocks = table.strings('clock');
    return serviceRecords(table).map(({ timestamp, ...record }, row) => ({
      ...record,
      timestamp,
      rawId: rawIds[row] ?? '',
      source: sources[row] ?? '',
      clock: Clock.parse(clocks[row]),
    }));
  }

  async sent(id: string): Promise<void> {
    await this.#db.execute(
      'update features.backfill set sent_at = clock_timestamp() where backfill_id = $1 and sent_at is null',
      [id],
    );
  }

  async all(): Promise<Backfill[]> {
    const rows = await this.#db.query(
      BackfillRow,
      `select ${COLUMNS} from features.backfill order by requested_at desc limit 1000`,
    );
    return rows.map(backfillOf);
  }

  async unsent(): Promise<Backfill[]> {
    const rows = await this.#db.query(
      BackfillRow,
      `select ${COLUMNS} from features.backfill where sent_at is null order by requested_at`,
    );
    return rows.map(backfillOf);
  }
}

const backfillOf = (row: z.infer<typeof BackfillRow>): Backfill => ({
  id: row.backfill_id,
  author: row.author,
  reason: row.reason,
  from: row.from_time.getTime(),
  to: row.to_time.getTime(),
  services: row.services,
  records: row.records,
  requestedAt: row.requested_at,
  sentAt: row.sent_at,
});
