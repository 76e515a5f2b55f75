import type { Micros } from '../../domain/online/event-time.ts';
import { quoted, type SourceColumn, type SourceTable } from './source-table.ts';

/** Which columns of a table a view is made of. */
export interface ViewColumnsOfTable {
  readonly keys: readonly SourceColumn[];
  readonly time: string;
  /** Tells which of two rows of one event time is newer. */
  readonly created: string | null;
  readonly values: readonly SourceColumn[];
}

/** Names of the result's columns between `place` and `t`: keys, then values. */
export const resultTexts = ({ keys, values }: ViewColumnsOfTable): string[] => [
  ...keys.map((_, i) => `key${i}`),
  ...values.map((_, i) => `value${i}`),
];

/**
 * The newest row of each probe: rows and probes in one order of time, and of each probe the last row before it. One sort,
 * whatever the number of rows of an entity, and no index needed.
 */
export function asOfSql(
  table: SourceTable,
  columns: ViewColumnsOfTable,
  probes: string,
  knownAt: number | null,
): string {
  const { keys } = columns;
  const probeKeys = keys.map(({ type }, i) => `${table.key(`k${i}`, type)} as k${i}`);
  const k = keys.map((_, i) => `k${i}`);
  const sameEntity = k.map((name) => `and probe.${name} = r.${name}`).join(' ');
  const known =
    knownAt === null || columns.created === null ? '' : `and (c is null or c <= ${knownAt * 1000})`;
  const partition = k.length === 0 ? '' : `partition by ${k.join(', ')}`;
  return `with probe as materialized (select ${list('place', ...probeKeys, 't')} from ${probes}),
    found as materialized (
      select r.*, row_number() over (order by t, c nulls first, o desc) as seq
      from (${tableRows(table, columns)}) r
      where t <= (select max(t) from probe) ${known}
        and exists (select 1 from probe where true ${sameEntity})),
    lines as (
      select ${list('place', ...k, 't')}, 1 as asks, null as seq from probe
      union all select ${list('null', ...k, 't')}, 0, seq from found),
    seen as (
      select place, asks, max(seq) over (${partition} order by t, asks
        rows between unbounded preceding and current row) as seq
      from lines)
    select ${list('seen.place as place', ...texts(table, columns), 't')}
    from seen join found on found.seq = seen.seq where asks = 1`;
}

/** The newest row of each entity with event time in (after, upTo]. */
export function newestSql(
  table: SourceTable,
  columns: ViewColumnsOfTable,
  [after, upTo]: readonly [Micros, Micros],
): string {
  const k = columns.keys.map((_, i) => `k${i}`);
  const partition = k.length === 0 ? '' : `partition by ${k.join(', ')}`;
  const present = k.map((name) => `and ${name} is not null`).join(' ');
  return `select ${list('0 as place', ...texts(table, columns), 't')} from (
      select r.*, row_number() over (${partition} order by t desc, c desc nulls last, o) as n
      from (${tableRows(table, columns)}) r where t > ${after} and t <= ${upTo} ${present}) found
    where n = 1`;
}

/** Rows with event time in (after, upTo]. */
export const scanSql = (
  table: SourceTable,
  columns: ViewColumnsOfTable,
  [after, upTo]: readonly [Micros, Micros],
  limit: number,
): string =>
  `select ${list('0 as place', ...texts(table, columns), 't')} from (${tableRows(table, columns)}) found
   where t > ${after} and t <= ${upTo} limit ${limit}`;

/** The table's rows under names that cannot meet those of its own: k0…, t, c, o, v0…. */
function tableRows(
  table: SourceTable,
  { keys, time, created, values }: ViewColumnsOfTable,
): string {
  return `select ${list(
    ...keys.map(({ column, type }, i) => `${table.key(quoted(column), type)} as k${i}`),
    `${table.micros(time)} as t`,
    `${created === null ? '0' : table.micros(created)} as c`,
    // As everywhere, of two rows that nothing else tells apart the first counts.
    'row_number() over () as o',
    ...values.map(({ column }, i) => `${quoted(column)} as v${i}`),
  )} from ${table.from}`;
}

const texts = (table: SourceTable, { keys, values }: ViewColumnsOfTable): string[] => [
  ...keys.map((_, i) => `k${i}::varchar as key${i}`),
  ...values.map((column, i) => `${table.text(`v${i}`, column)} as value${i}`),
];

const list = (...parts: readonly string[]): string => parts.join(', ');
