import type { Database } from '@headroom/storage';
import { z } from 'zod';

/** Columns as Postgres writes arrays, `{1,2,3}`: ten thousand points never become objects. */
const Points = z.object({
  run_id: z.string(),
  steps: z.string(),
  times: z.string(),
  points: z.string(),
});

const ORDER = 'timestamp, step, value';
const COLUMNS = (order: string) =>
  `array_agg(step ORDER BY ${order})::text AS steps, array_agg(timestamp ORDER BY ${order})::text AS times,
   array_agg(value ORDER BY ${order})::text AS points`;

export const HISTORY = {
  name: 'registry.metric-history',
  text: `
  SELECT $1 AS run_id, ${COLUMNS(ORDER)} FROM (
    SELECT step, timestamp, value FROM registry.metric
    WHERE run_no = (SELECT run_no FROM registry.run WHERE run_id = $1) AND key = $2
    ORDER BY ${ORDER} OFFSET $3 LIMIT $4
  ) page HAVING count(*) > 0`,
};

export const BULK = {
  name: 'registry.metric-history-bulk',
  text: `
  SELECT run_id, ${COLUMNS(ORDER)} FROM (
    SELECT run_id, step, timestamp, value
    FROM registry.run r JOIN registry.metric m USING (run_no)
    WHERE r.run_id = ANY($1) AND m.key = $2
    ORDER BY run_id, ${ORDER} LIMIT $3
  ) page GROUP BY run_id ORDER BY run_id`,
};

/** The first point of each of so many equal parts but the last, and the very last point. */
export const SAMPLED = {
  name: 'registry.metric-history-sampled',
  text: `
  SELECT run_id, ${COLUMNS('step, timestamp, value')} FROM (
    SELECT run_id, step, timestamp, value, bucket, is_last,
      row_number() OVER (PARTITION BY run_id, bucket ORDER BY step, timestamp, value) AS place
    FROM (
      SELECT run_id, step, timestamp, value,
        ntile($3) OVER w AS bucket, row_number() OVER w = count(*) OVER (PARTITION BY run_id) AS is_last
      FROM registry.run r JOIN registry.metric m USING (run_no)
      WHERE r.run_id = ANY($1) AND m.key = $2 AND m.step BETWEEN $4 AND $5
      WINDOW w AS (PARTITION BY run_id ORDER BY step, timestamp, value)
    ) bucketed
  ) ranked
  WHERE is_last OR (place = 1 AND bucket < $3)
  GROUP BY run_id ORDER BY array_position($1, run_id)`,
};

/** Points of a run in the order of time, as the protocol's metrics, comma separated; one more than asked shows there are more. */
export async function metricHistory(
  db: Database,
  runId: string,
  key: string,
  page: { readonly offset: number; readonly limit: number | null },
): Promise<{ json: string; more: boolean }> {
  const { offset, limit } = page;
  const most = limit === null ? null : limit + 1;
  const rows = await db.query(Points, HISTORY, [runId, key, offset, most]);
  const items = rows.flatMap((row) => metricsOf(row, key, false));
  const more = limit !== null && items.length > limit;
  return { json: (more ? items.slice(0, limit) : items).join(','), more };
}

/** Points of several runs, run by run. */
export async function metricHistories(
  db: Database,
  runIds: readonly string[],
  key: string,
  limit: number,
): Promise<string> {
  const rows = await db.query(Points, BULK, [runIds, key, limit]);
  return rows.flatMap((row) => metricsOf(row, key, true)).join(',');
}

/** At most `count` points a run, spread evenly over what was logged in these steps; the first and the last are among them. */
export async function sampledHistories(
  db: Database,
  runIds: readonly string[],
  key: string,
  count: number,
  steps: readonly [number, number] | null,
): Promise<string> {
  const [from, to] = steps ?? ['-9223372036854775808', '9223372036854775807'];
  const rows = await db.query(Points, SAMPLED, [runIds, key, count, from, to]);
  return rows.flatMap((row) => metricsOf(row, key, true)).join(',');
}

function metricsOf(row: z.infer<typeof Points>, key: string, named: boolean): string[] {
  const start = `{"key":${JSON.stringify(key)},"value":`;
  const end = named ? `,"run_id":${JSON.stringify(row.run_id)}}` : '}';
  const steps = cells(row.steps);
  const times = cells(row.times);
  return cells(row.points).map((value, i) => {
    const shown = value === 'NaN' ? '"NaN"' : value;
    return `${start}${shown},"timestamp":${times[i] ?? 0},"step":${steps[i] ?? 0}${end}`;
  });
}

const cells = (array: string): string[] => array.slice(1, -1).split(',');
