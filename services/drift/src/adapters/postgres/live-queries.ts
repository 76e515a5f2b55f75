import { LiveError } from '@headroom/contracts';
import type { Sql, SqlValue } from '@headroom/storage';
import { z } from 'zod';
import type { FollowedModel, HourErrors } from '../../domain/live/live-rows.ts';

const FollowedRow = z.object({
  alias: z.enum(['champion', 'challenger']),
  name: z.string(),
  version: z.string(),
  testRelativeMae: z.number().nullable(),
});

export const readFollowed = (sql: Sql): Promise<FollowedModel[]> =>
  sql.query(
    FollowedRow,
    // A version that carries both is champion.
    `select distinct on (model_name, model_version) alias, model_name as name, model_version as version,
       test_relative_mae as "testRelativeMae"
     from drift.live_model order by model_name, model_version, alias desc`,
  );

const HourRow = z.object({
  serviceId: z.string(),
  hour: z.number(),
  rows: z.number(),
  error: z.number(),
  persistenceError: z.number(),
  newest: z.number(),
});

export const readHours = (
  sql: Sql,
  { name, version }: FollowedModel,
  services: readonly string[] | null,
): Promise<HourErrors[]> =>
  sql.query(
    HourRow,
    `select service_id as "serviceId", hour, rows, error, persistence_error as "persistenceError", newest
     from drift.live_hour where model_name = $1 and model_version = $2
       and ($3::text[] is null or service_id = any($3)) order by hour, service_id`,
    [name, version, services],
  );

export const readTotals = (sql: Sql, { name, version }: FollowedModel): Promise<HourErrors[]> =>
  sql.query(
    HourRow,
    // In the order of services, so that sums have the same bits whatever came first.
    `select '' as "serviceId", hour, sum(rows)::int as rows, sum(error order by service_id) as error,
       sum(persistence_error order by service_id) as "persistenceError", max(newest) as newest
     from drift.live_hour where model_name = $1 and model_version = $2 group by hour order by hour`,
    [name, version],
  );

const JudgementRow = z.object({ judgement: LiveError });

export async function readJudgements(
  sql: Sql,
  rest: string,
  params: readonly SqlValue[] = [],
): Promise<LiveError[]> {
  const text = `select judgement from drift.live_error ${rest}`;
  return (await sql.query(JudgementRow, text, params)).map(({ judgement }) => judgement);
}
