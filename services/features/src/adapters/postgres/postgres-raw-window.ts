import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import type { ArrivalRange, RawWindow, ServiceRecord, TimeRange } from '../../domain/raw-window.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

const ArrivalRow = z.object({ partition: z.number(), first: z.number(), last: z.number() });
const NewestRow = z.object({ newest: z.date().nullable() });

export class PostgresRawWindow implements RawWindow {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async newest(): Promise<number | null> {
    const [row] = await this.#sql.query(
      NewestRow,
      'select max(newest) as newest from features.source_clock',
      [],
    );
    return row?.newest?.getTime() ?? null;
  }

  async inTime({ after, upTo }: TimeRange, source: string | null): Promise<ServiceRecord[]> {
    const table = await this.#sql.columns(
      WORKLOAD_COLUMNS,
      `select ${workloadSelect('r')} from features.raw_record r
       where r.used_offset is not null and r.event_time > $1 and r.event_time <= $2
         and ($3::text is null or r.service_id in
           (select s.service_id from features.service_source s where s.source = $3))
       order by r.service_id collate "C", r.event_time, r.used_offset`,
      [new Date(after), new Date(upTo), source],
    );
    return serviceRecords(table);
  }

  arrivals({ after, upTo }: TimeRange, source: string | null): Promise<ArrivalRange[]> {
    return this.#sql.query(
      ArrivalRow,
      `select r.arrival_partition as partition, min(r.used_offset) as first, max(r.used_offset) as last
       from features.raw_record r
       where r.used_offset is not null and r.event_time > $1 and r.event_time <= $2
         and ($3::text is null or r.service_id in
           (select s.service_id from features.service_source s where s.source = $3))
       group by r.arrival_partition order by r.arrival_partition`,
      [new Date(after), new Date(upTo), source],
    );
  }
}
