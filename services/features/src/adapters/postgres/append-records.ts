import { HeadroomError } from '@headroom/contracts';
import { arrayLiteral, type Sql } from '@headroom/storage';
import { z } from 'zod';
import type { RawRecord } from '../../domain/raw-record.ts';
import { rawColumns } from './raw-columns.ts';

/** Notified with the source's name when rows of it have come in. */
export const ARRIVALS_CHANNEL = 'features_arrivals';

const COLUMNS = rawColumns([]);
const NAMES = COLUMNS.map(({ name }) => name).join(', ');
const ARRAYS = COLUMNS.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ');

/**
 * One statement, which is one round trip and one commit: the rows, if none of them is there, and what is told of their
 * sources. Sources and services in one order, so that two writers never deadlock. Planned each time: a plan made while the
 * table was small would read all of it.
 */
const APPEND = `
with written as (
  insert into features.raw_record (${NAMES})
  select * from unnest(${ARRAYS})
  where not exists (select from features.raw_record r where r.raw_id = any($1::text[]))
  returning source, service_id, event_time, late),
clock as (
  insert into features.source_clock as clock (source, newest, rows, late)
  select source, max(event_time), count(*), count(*) filter (where late) from written
  group by source order by source
  on conflict (source) do update
    set newest = greatest(clock.newest, excluded.newest), rows = clock.rows + excluded.rows,
      late = clock.late + excluded.late),
pairs as (
  insert into features.service_source (source, service_id)
  select distinct source, service_id from written order by source, service_id
  on conflict do nothing),
told as (
  select pg_notify('${ARRIVALS_CHANNEL}', source) from (select distinct source from written) sources)
select (select count(*) from written) as rows, (select count(*) from told) as sources`;

const Appended = z.object({ rows: z.number(), sources: z.number() });

/** False when one of the raw ids is stored already: then nothing has been written. */
export async function appendRecords(sql: Sql, records: readonly RawRecord[]): Promise<boolean> {
  if (records.length === 0) return true;
  try {
    const [appended] = await sql.query(Appended, APPEND, rawColumns(records).map(arrayLiteral));
    return appended?.rows === records.length;
  } catch (error) {
    // Another consumer has stored one of them since the statement began.
    if (error instanceof HeadroomError && error.code === 'CONFLICT') return false;
    throw error;
  }
}
