import { bulkUpsert, type Sql } from '@headroom/storage';
import { z } from 'zod';
import type { LevelRow, PredictionRow, Touched } from '../../domain/live/live-rows.ts';
import { newestRows } from '../../domain/live/newest-rows.ts';

const NEWER = 'target.revision <= excluded.revision';
const ClosedRow = z.object({ service_id: z.string(), closed_until: z.number() });

/** Touched: outcomes from the earliest of these buckets on, and those that are closed only now. */
export async function putLevels(
  sql: Sql,
  rows: readonly LevelRow[],
  windowMs: number,
): Promise<Touched[]> {
  const closed = new Map<string, number>();
  const since = new Map<string, number>();
  for (const { serviceId, bucketEnd, closedUntil } of rows) {
    closed.set(serviceId, Math.max(closedUntil, closed.get(serviceId) ?? -Infinity));
    since.set(serviceId, Math.min(bucketEnd, since.get(serviceId) ?? Infinity));
  }
  const services = [...closed.keys()];
  const before = await sql.query(
    ClosedRow,
    'select service_id, closed_until from drift.live_service where service_id = any($1::text[])',
    [services],
  );
  for (const { service_id: id, closed_until: until } of before)
    since.set(id, Math.min(until, since.get(id) ?? Infinity));
  const levels = newestRows(rows, (row) => `${row.bucketEnd} ${row.serviceId}`);
  await bulkUpsert(sql, {
    table: 'drift.live_level',
    key: ['service_id', 'bucket_end'],
    onConflict: 'update',
    updateWhen: NEWER,
    columns: [
      { name: 'service_id', type: 'text', values: levels.map((row) => row.serviceId) },
      { name: 'bucket_end', type: 'int8', values: levels.map((row) => row.bucketEnd) },
      { name: 'level', type: 'float8', values: levels.map((row) => row.level) },
      { name: 'revision', type: 'int8', values: levels.map((row) => row.revision) },
    ],
  });
  await bulkUpsert(sql, {
    table: 'drift.live_service',
    key: ['service_id'],
    onConflict: 'update',
    updateWhen: 'target.closed_until < excluded.closed_until',
    columns: [
      { name: 'service_id', type: 'text', values: services },
      { name: 'closed_until', type: 'int8', values: [...closed.values()] },
    ],
  });
  for (const table of ['live_level', 'live_prediction'])
    await sql.execute(
      `delete from drift.${table} d using drift.live_service s
       where s.service_id = any($1::text[]) and d.service_id = s.service_id and d.bucket_end < s.closed_until - $2`,
      [services, 2 * windowMs],
    );
  return [...since].map(([serviceId, from]) => ({ serviceId, since: from }));
}

export async function putPredictions(sql: Sql, rows: readonly PredictionRow[]): Promise<Touched[]> {
  const newest = newestRows(rows, ({ name, version, outcomeEnd, serviceId }) =>
    JSON.stringify([name, version, outcomeEnd, serviceId]),
  );
  await bulkUpsert(sql, {
    table: 'drift.live_prediction',
    key: ['service_id', 'outcome_end', 'model_name', 'model_version'],
    onConflict: 'update',
    updateWhen: NEWER,
    columns: [
      { name: 'service_id', type: 'text', values: newest.map((row) => row.serviceId) },
      { name: 'outcome_end', type: 'int8', values: newest.map((row) => row.outcomeEnd) },
      { name: 'model_name', type: 'text', values: newest.map((row) => row.name) },
      { name: 'model_version', type: 'text', values: newest.map((row) => row.version) },
      { name: 'bucket_end', type: 'int8', values: newest.map((row) => row.bucketEnd) },
      { name: 'prediction', type: 'float8', values: newest.map((row) => row.prediction) },
      { name: 'revision', type: 'int8', values: newest.map((row) => row.revision) },
    ],
  });
  const since = new Map<string, number>();
  for (const { serviceId, outcomeEnd } of rows)
    since.set(serviceId, Math.min(outcomeEnd, since.get(serviceId) ?? Infinity));
  return [...since].map(([serviceId, from]) => ({ serviceId, since: from }));
}
