import { HOUR_MS } from '@headroom/feature-engine';
import type { Sql } from '@headroom/storage';
import type { FollowedModel, Touched } from '../../domain/live/live-rows.ts';

/** The hour of event time in which a bucket that ends there lies. */
const hourOf = (end: string) => `(${end} - 1) / ${HOUR_MS} * ${HOUR_MS}`;

/**
 * The errors of a version by service and hour, anew from the first hour that was touched on: a prediction from bucket end t
 * meets the level at its outcome's end, and persistence is the level at t. Both buckets are closed. The window reaches back
 * from the newest closed one of the service, in whole hours.
 */
export async function recount(
  sql: Sql,
  { name, version }: FollowedModel,
  touched: readonly Touched[] | null,
  windowMs: number,
): Promise<void> {
  const params = [
    name,
    version,
    touched?.map(({ serviceId }) => serviceId) ?? null,
    touched?.map(({ since }) => since) ?? null,
    windowMs,
  ];
  const span = `with span as (
    select s.service_id, s.closed_until, ${hourOf('s.closed_until + 1 - $5::bigint')} as oldest,
      ${hourOf('coalesce(t.since, 1)')} as since
    from drift.live_service s left join unnest($3::text[], $4::bigint[]) as t(service_id, since) using (service_id)
    where $3::text[] is null or t.service_id is not null
  )`;
  await sql.execute(
    `${span} delete from drift.live_hour h using span
     where h.model_name = $1 and h.model_version = $2 and h.service_id = span.service_id
       and (h.hour >= span.since or h.hour < span.oldest)`,
    params,
  );
  await sql.execute(
    `${span} insert into drift.live_hour
     select $1, $2, p.service_id, ${hourOf('came.bucket_end')} as hour, count(*),
       sum(abs(p.prediction - came.level) order by p.bucket_end),
       sum(abs(seen.level - came.level) order by p.bucket_end), max(came.bucket_end)
     from span
     join drift.live_level came on came.service_id = span.service_id
       and came.bucket_end > greatest(span.since, span.oldest) and came.bucket_end <= span.closed_until
     join drift.live_prediction p on p.service_id = came.service_id and p.outcome_end = came.bucket_end
       and p.model_name = $1 and p.model_version = $2
     join drift.live_level seen on seen.service_id = p.service_id and seen.bucket_end = p.bucket_end
     where seen.level is not null and came.level is not null
     group by p.service_id, hour`,
    params,
  );
}
