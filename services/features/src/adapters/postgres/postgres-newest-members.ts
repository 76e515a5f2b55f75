import { Clock } from '@headroom/contracts';
import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import type { NewestMember, NewestMembers } from '../../domain/offline/newest-members.ts';

const Row = z.object({
  id: z.string(),
  source: z.string(),
  clock: Clock,
  event_time: z.date(),
  arrival_partition: z.number(),
});

export class PostgresNewestMembers implements NewestMembers {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  services(upTo: number): Promise<NewestMember[]> {
    return this.#newest(
      'select distinct service_id as id from features.service_source',
      'service_id',
      upTo,
    );
  }

  clusters(upTo: number): Promise<NewestMember[]> {
    return this.#newest(
      'select distinct cluster_id as id from features.cluster_window',
      'cluster_id',
      upTo,
    );
  }

  async #newest(
    ids: string,
    column: 'service_id' | 'cluster_id',
    upTo: number,
  ): Promise<NewestMember[]> {
    const rows = await this.#sql.query(
      Row,
      `select member.id, newest.* from (${ids}) member
       cross join lateral (
         select r.source, r.clock, r.event_time, r.arrival_partition from features.raw_record r
         where r.${column} = member.id and r.used_offset is not null and r.event_time <= $1
         order by r.event_time desc, r.used_offset desc limit 1) newest
       order by member.id`,
      [new Date(upTo)],
    );
    return rows.map(({ event_time, arrival_partition: partition, ...row }) => ({
      ...row,
      partition,
      timestamp: event_time.getTime(),
    }));
  }
}
