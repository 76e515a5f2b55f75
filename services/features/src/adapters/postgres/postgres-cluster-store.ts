import { HeadroomError, type ClusterWindowVersion } from '@headroom/contracts';
import { bulkUpsert, type BulkColumn, type Database } from '@headroom/storage';
import { z } from 'zod';
import type { ClusterStore, WindowKey, WindowRecords } from '../../domain/cluster-store.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { TimeRange } from '../../domain/raw-window.ts';
import { serviceRecords, WORKLOAD_COLUMNS, workloadSelect } from './workload-rows.ts';

const VersionRow = z.object({
  cluster_id: z.string(),
  window_end: z.date(),
  version: z.number(),
  cluster_cpu_mean: z.number().nullable(),
  cluster_cpu_max: z.number().nullable(),
  cluster_mem_mean: z.number().nullable(),
  cluster_req_sum: z.number().nullable(),
  cluster_service_count: z.number(),
});

const COLUMNS = Object.keys(VersionRow.shape).join(', ');

export class PostgresClusterStore implements ClusterStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Lateral, and not to be flattened: the planner, which can't know how short a window is, would read the whole table. */
  async records(windows: readonly WindowKey[]): Promise<WindowRecords[]> {
    const table = await this.#db.columns(
      { position: 'int32', ...WORKLOAD_COLUMNS },
      `select w.position, ${workloadSelect('r')}
       from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[])
         as w (position, cluster_id, after, up_to)
       cross join lateral (
         select distinct c.service_id from features.raw_record c
         where c.cluster_id = w.cluster_id and c.used_offset is not null
           and c.event_time > w.after and c.event_time <= w.up_to) member
       cross join lateral (
         select * from features.raw_record m
         where m.service_id = member.service_id and m.used_offset is not null
           and m.event_time > w.after and m.event_time <= w.up_to offset 0) r`,
      [
        windows.map((_, i) => i),
        windows.map(({ clusterId }) => clusterId),
        windows.map(({ range }) => new Date(range.after)),
        windows.map(({ range }) => new Date(range.upTo)),
      ],
    );
    const positions = table.float64('position');
    const placed = serviceRecords(table).map((record, row) => ({ record, at: positions[row] }));
    const byWindow = groupBy(placed, ({ at }) => at);
    return windows.map((window, i) => ({
      ...window,
      records: (byWindow.get(i) ?? []).map(({ record }) => record),
    }));
  }

  async append(
    versions: readonly ClusterWindowVersion[],
    knownAt: readonly number[],
  ): Promise<ClusterWindowVersion[]> {
    await bulkUpsert(this.#db, {
      table: 'features.cluster_window',
      key: ['cluster_id', 'window_end', 'version'],
      onConflict: 'ignore',
      columns: [...columnsOf(versions), { name: 'known_at', type: 'timestamptz', values: knownAt }],
    });
    const rows = await this.#db.query(
      VersionRow,
      `select ${COLUMNS} from features.cluster_window
       join unnest($1::text[], $2::timestamptz[], $3::int8[]) as k (cluster_id, window_end, version)
         using (cluster_id, window_end, version)`,
      [
        versions.map(({ cluster_id }) => cluster_id),
        versions.map(({ end }) => new Date(end)),
        versions.map(({ version }) => version),
      ],
    );
    const standing = new Map(rows.map((row) => [keyOf(fromRow(row)), fromRow(row)]));
    return versions.map((version) => {
      const stored = standing.get(keyOf(version));
      if (stored !== undefined) return stored;
      throw new HeadroomError('INTERNAL', `cluster window ${keyOf(version)} was not stored`);
    });
  }

  async recent(clusterIds: readonly string[], spanMs: number): Promise<ClusterWindowVersion[]> {
    const rows = await this.#db.query(
      VersionRow,
      `select found.* from unnest($1::text[]) as wanted (cluster_id)
       cross join lateral (
         select max(n.window_end) as window_end from features.cluster_window n
         where n.cluster_id = wanted.cluster_id) newest
       cross join lateral (
         select distinct on (c.window_end) ${COLUMNS} from features.cluster_window c
         where c.cluster_id = wanted.cluster_id
           and c.window_end >= newest.window_end - $2 * interval '1 millisecond'
         order by c.window_end, c.version desc) found
       order by found.cluster_id, found.window_end`,
      [clusterIds, spanMs],
    );
    return rows.map(fromRow);
  }

  async version(
    clusterId: string,
    end: number,
    version: number,
  ): Promise<ClusterWindowVersion | null> {
    const [row] = await this.#db.query(
      VersionRow,
      `select ${COLUMNS} from features.cluster_window
       where cluster_id = $1 and window_end = $2 and version = $3`,
      [clusterId, new Date(end), version],
    );
    return row === undefined ? null : fromRow(row);
  }

  async newestIn(clusterId: string, ends: TimeRange): Promise<ClusterWindowVersion | null> {
    const [row] = await this.#db.query(
      VersionRow,
      `select ${COLUMNS} from features.cluster_window
       where cluster_id = $1 and window_end > $2 and window_end <= $3
       order by window_end desc, version desc limit 1`,
      [clusterId, new Date(ends.after), new Date(ends.upTo)],
    );
    return row === undefined ? null : fromRow(row);
  }
}

const fromRow = ({ window_end: end, ...row }: z.infer<typeof VersionRow>) => ({
  ...row,
  end: end.getTime(),
});

const keyOf = ({ cluster_id, end, version }: ClusterWindowVersion): string =>
  JSON.stringify([cluster_id, end, version]);

function columnsOf(versions: readonly ClusterWindowVersion[]): BulkColumn[] {
  const float = (
    name: 'cluster_cpu_mean' | 'cluster_cpu_max' | 'cluster_mem_mean' | 'cluster_req_sum',
  ): BulkColumn => ({ name, type: 'float8', values: versions.map((v) => v[name] ?? NaN) });
  return [
    { name: 'cluster_id', type: 'text', values: versions.map((v) => v.cluster_id) },
    { name: 'window_end', type: 'timestamptz', values: versions.map((v) => v.end) },
    { name: 'version', type: 'int8', values: versions.map((v) => v.version) },
    float('cluster_cpu_mean'),
    float('cluster_cpu_max'),
    float('cluster_mem_mean'),
    float('cluster_req_sum'),
    {
      name: 'cluster_service_count',
      type: 'int4',
      values: versions.map((v) => v.cluster_service_count),
    },
  ];
}
