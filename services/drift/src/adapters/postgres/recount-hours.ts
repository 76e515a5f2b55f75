import type { Sql } from '@headroom/storage';
import type { FollowedModel } from '../../domain/live/live-rows.ts';

/**
 * The errors of a version by service and hour, anew: a prediction from bucket end t meets the level at t + horizon, and
 * persistence is the level at t. Both buckets are closed; the window reaches back from the newest closed one of the service.
 */
export async function recount(
  sql: Sql,
  { name, version }: FollowedModel,
  services: readonly string[] | null,
  windowMs: number,
): Promise<void> {
  const params = [name, version, services === null ? null : [...services]];
  await sql.execute(
    `delete from drift.live_hour where model_name = $1 and model_version = $2
       and ($3::text[] is null or service_id = any($3))`,
    params,
  );
  await sql.execute(
    `insert into drift.live_hour
     select $1, $2, p.service_id, (came.bucket_end - 1) / 3600000 * 3600000 as hour, count(*),
       sum(abs(p.prediction - came.level)), sum(abs(seen.level - came.level)), max(came.bucket_end)
     from drift.live_service s
     join drift.live_prediction p on p.service_id = s.service_id and p.model_name = $1 and p.model_version = $2
     join drift.live_level seen on seen.service_id = p.service_id and seen.bucket_end = p.bucket_end
     join drift.live_level came on came.service_id = p.service_id and came.bucket_end = p.bucket_end + p.horizon_ms
     where ($3::text[] is null or s.service_id = any($3))
       and came.bucket_end <= s.closed_until and came.bucket_end > s.closed_until - $4
       and seen.level is not null and came.level is not null
     group by p.service_id, hour`,
    [...params, windowMs],
  );
}
