import type { Sql } from '@headroom/storage';
import type { RecordAdmission } from '../../domain/raw-record.ts';

/** Lets late records be used from where a backfill sent them again. False when one is admitted already: roll it back. */
export async function admit(tx: Sql, admissions: readonly RecordAdmission[]): Promise<boolean> {
  if (admissions.length === 0) return true;
  const admitted = await tx.execute(
    `update features.raw_record r set admitted_offset = a.place, admitted_at = a.at
     from unnest($1::text[], $2::int8[], $3::timestamptz[]) as a (raw_id, place, at)
     where r.raw_id = a.raw_id and r.late and r.admitted_offset is null`,
    [
      admissions.map(({ rawId }) => rawId),
      admissions.map(({ offset }) => offset),
      admissions.map(({ ingestedAt }) => new Date(ingestedAt)),
    ],
  );
  if (admitted !== admissions.length) return false;
  await tx.execute(
    `update features.source_clock clock set late = clock.late - a.rows
     from (select source, count(*) as rows from unnest($1::text[]) as source
           group by source order by source) a
     where clock.source = a.source`,
    [admissions.map(({ source }) => source)],
  );
  return true;
}
