import { DAY_MS, historyStart, latenessMs, type WorkloadRecord } from '@headroom/feature-engine';
import { bulkUpsert, type Database, type Sql } from '@headroom/storage';
import { z } from 'zod';
import { groupBy } from '../../domain/group-by.ts';
import type {
  KnownArrival,
  RawRecord,
  RecordAdmission,
  RefusedRecord,
} from '../../domain/raw-record.ts';
import type { RawStore, SourceProgress } from '../../domain/raw-store.ts';
import type { TimeRange } from '../../domain/raw-window.ts';
import { SharedCalls } from '../../domain/shared-calls.ts';
import { admit } from './admit-records.ts';
import { appendRecords, ARRIVALS_CHANNEL } from './append-records.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

/** Rolls the transaction back. */
class Overtaken extends Error {}

const KnownRow = z.object({
  raw_id: z.string(),
  arrival_partition: z.number(),
  arrival_offset: z.number(),
  late: z.boolean(),
  admitted_offset: z.number().nullable(),
});

const ProgressRow = z.object({
  newest: z.date().nullable(),
  rows: z.number(),
  late: z.number(),
  refused: z.number(),
});

export class PostgresRawStore implements RawStore {
  readonly #db: Database;
  readonly #cadenceMs: number;
  /** Alone, each would wait for the others' commits, since all of them change the row of their source. */
  readonly #appends: SharedCalls<RawRecord>;

  constructor(db: Database, cadenceMs: number) {
    this.#db = db;
    this.#cadenceMs = cadenceMs;
    this.#appends = new SharedCalls((records) => appendRecords(db, records));
  }

  async knownArrivals(rawIds: readonly string[]): Promise<Map<string, KnownArrival>> {
    const rows = await this.#db.query(
      KnownRow,
      `select raw_id, arrival_partition, arrival_offset, late, admitted_offset
       from features.raw_record where raw_id = any($1::text[])`,
      [rawIds],
    );
    return new Map(
      rows.map((row) => [
        row.raw_id,
        {
          arrival: { partition: row.arrival_partition, offset: row.arrival_offset },
          late: row.late,
          admitted: row.admitted_offset,
        },
      ]),
    );
  }

  async prefixes(
    serviceIds: readonly string[],
    before: { readonly partition: number; readonly offset: number },
  ): Promise<Map<string, WorkloadRecord[]>> {
    const table = await this.#db.columns(
      WORKLOAD_COLUMNS,
      `select ${workloadSelect('r')}
       from unnest($1::text[]) as wanted (service_id)
       cross join lateral (
         select m.event_time from features.raw_record m
         where m.service_id = wanted.service_id and m.used_offset is not null
           and m.arrival_partition = $2 and m.used_offset < $3
         order by m.event_time desc limit 1) newest
       join features.raw_record r on r.service_id = wanted.service_id and r.used_offset is not null
         and r.event_time > newest.event_time - $4 * interval '1 millisecond'
         and r.arrival_partition = $2 and r.used_offset < $3`,
      [serviceIds, before.partition, before.offset, this.#longestHistoryMs()],
    );
    const byService = groupBy(serviceRecords(table), (record) => record.serviceId);
    return new Map([...byService].map(([id, records]) => [id, this.#needed(records)]));
  }

  async history(
    serviceId: string,
    { after, upTo }: TimeRange,
    before: { readonly partition: number; readonly offset: number },
  ): Promise<WorkloadRecord[]> {
    const table = await this.#db.columns(
      WORKLOAD_COLUMNS,
      `select ${workloadSelect('r')} from features.raw_record r
       where r.service_id = $1 and r.used_offset is not null
         and r.event_time > $2 and r.event_time <= $3
         and r.arrival_partition = $4 and r.used_offset < $5`,
      [serviceId, new Date(after), new Date(upTo), before.partition, before.offset],
    );
    return serviceRecords(table);
  }

  async append(
    records: readonly RawRecord[],
    refused: readonly RefusedRecord[],
    admissions: readonly RecordAdmission[] = [],
  ): Promise<boolean> {
    if (refused.length + admissions.length === 0) return this.#appends.with(records);
    try {
      await this.#db.transaction(async (tx) => {
        if (!(await appendRecords(tx, records))) throw new Overtaken();
        await writeRefused(tx, refused);
        if (!(await admit(tx, admissions))) throw new Overtaken();
        await tx.execute('select pg_notify($1, source) from unnest($2::text[]) as source', [
          ARRIVALS_CHANNEL,
          [...new Set([...refused, ...admissions].map(({ source }) => source))],
        ]);
      });
      return true;
    } catch (error) {
      if (error instanceof Overtaken) return false;
      throw error;
    }
  }

  async progress(source: string): Promise<SourceProgress | null> {
    const [row] = await this.#db.query(
      ProgressRow,
      `select clock.newest, coalesce(clock.rows, 0) as rows, coalesce(clock.late, 0) as late,
         (select count(*) from features.refused_record f where f.source = $1 and not exists
           (select from features.raw_record r where r.raw_id = f.raw_id)) as refused
       from (select 1) one left join features.source_clock clock on clock.source = $1`,
      [source],
    );
    if (row === undefined || row.rows + row.refused === 0) return null;
    const { newest, rows, late, refused } = row;
    return { now: newest?.getTime() ?? -Infinity, rows, late, refused };
  }

  /** No series reaches further back from its newest record; what exactly it needs is told by `historyStart`. */
  #longestHistoryMs(): number {
    return 7 * DAY_MS + latenessMs(this.#cadenceMs);
  }

  #needed(records: readonly WorkloadRecord[]): WorkloadRecord[] {
    const newest = records.reduce((max, { timestamp }) => Math.max(max, timestamp), -Infinity);
    const start = historyStart(newest, this.#cadenceMs);
    return records.filter(({ timestamp }) => timestamp > start);
  }
}

const writeRefused = (tx: Sql, refused: readonly RefusedRecord[]): Promise<number> =>
  bulkUpsert(tx, {
    table: 'features.refused_record',
    key: ['raw_id'],
    onConflict: 'ignore',
    columns: [
      { name: 'raw_id', type: 'text', values: refused.map((r) => r.rawId) },
      { name: 'source', type: 'text', values: refused.map((r) => r.source) },
      { name: 'arrival_partition', type: 'int4', values: refused.map((r) => r.arrival.partition) },
      { name: 'arrival_offset', type: 'int8', values: refused.map((r) => r.arrival.offset) },
    ],
  });
