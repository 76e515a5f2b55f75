import type { Sql } from '@headroom/storage';
import type { RawWindow, ServiceRecord, TimeRange } from '../../domain/raw-window.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

export class PostgresRawWindow implements RawWindow {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
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
}
