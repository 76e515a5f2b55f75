import type { ClusterWindowVersion } from '@headroom/contracts';
import type { Sql } from '@headroom/storage';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import type { ServiceRecord, TimeRange } from '../../domain/raw-window.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

const WINDOW_COLUMNS = {
  cluster_id: 'string',
  window_end: 'timestamp',
  version: 'int64',
  cluster_cpu_mean: 'float64',
  cluster_cpu_max: 'float64',
  cluster_mem_mean: 'float64',
  cluster_req_sum: 'float64',
  cluster_service_count: 'int32',
} as const;

export class PostgresEngineHistory implements EngineHistory {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async records(
    serviceIds: readonly string[],
    { after, upTo }: TimeRange,
    knownAt: number | null,
  ): Promise<ServiceRecord[]> {
    const table = await this.#sql.columns(
      WORKLOAD_COLUMNS,
      `select ${workloadSelect('r')} from features.raw_record r
       where r.service_id = any($1::text[]) and r.used_offset is not null
         and r.event_time > $2 and r.event_time <= $3
         and ($4::timestamptz is null or r.used_at <= $4)
       order by r.service_id collate "C", r.event_time, r.used_offset`,
      [serviceIds, new Date(after), new Date(upTo), dateOrNull(knownAt)],
    );
    return serviceRecords(table);
  }

  async windows(
    clusterIds: readonly string[],
    { after, upTo }: TimeRange,
    knownAt: number | null,
  ): Promise<ClusterWindowVersion[]> {
    const table = await this.#sql.columns(
      WINDOW_COLUMNS,
      `select distinct on (cluster_id, window_end) ${Object.keys(WINDOW_COLUMNS).join(', ')}
       from features.cluster_window
       where cluster_id = any($1::text[]) and window_end > $2 and window_end <= $3
         and ($4::timestamptz is null or known_at <= $4)
       order by cluster_id, window_end, version desc`,
      [clusterIds, new Date(after), new Date(upTo), dateOrNull(knownAt)],
    );
    const ids = table.strings('cluster_id');
    const ends = table.timestamps('window_end');
    const number = (name: keyof typeof WINDOW_COLUMNS) => {
      const values = table.float64(name);
      return (row: number): number | null => {
        const value = values[row] ?? NaN;
        return Number.isNaN(value) ? null : value;
      };
    };
    const version = number('version');
    const cpuMean = number('cluster_cpu_mean');
    const cpuMax = number('cluster_cpu_max');
    const memMean = number('cluster_mem_mean');
    const reqSum = number('cluster_req_sum');
    const services = number('cluster_service_count');
    return Array.from({ length: table.rows }, (_, row) => ({
      cluster_id: ids[row] ?? '',
      end: ends[row] ?? NaN,
      version: version(row) ?? 0,
      cluster_cpu_mean: cpuMean(row),
      cluster_cpu_max: cpuMax(row),
      cluster_mem_mean: memMean(row),
      cluster_req_sum: reqSum(row),
      cluster_service_count: services(row) ?? 0,
    }));
  }
}

const dateOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
