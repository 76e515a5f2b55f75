import type { Database, SqlText, SqlValue } from '@headroom/storage';
import { pageTokenOf } from '../../../domain/page-token.ts';
import type { RunCondition, RunOrder } from '../../../domain/search/run-filter.ts';
import type { LifecycleStage } from '../../../domain/tracking/view.ts';
import { metricConditions, restrictionOf, type Restriction } from './run-conditions.ts';
import { RUN_COLUMNS, runJson, RunRow } from './run-json.ts';
import { Parameters } from './sql-text.ts';

export interface RunSearch {
  readonly experimentIds: readonly string[];
  readonly stages: readonly LifecycleStage[];
  readonly conditions: readonly RunCondition[];
  readonly order: readonly RunOrder[];
  readonly offset: number;
  readonly limit: number;
}

/** The protocol's answer to a search: runs, and a token where there are more. */
export async function searchRuns(db: Database, search: RunSearch): Promise<string> {
  const { text, values } = searchStatement(search);
  const rows = await db.query(RunRow, hasOnePlan(search) ? prepared(text) : text, values);
  const runs = rows.slice(0, search.limit).map((row) => runJson(row));
  const token = rows.length > search.limit ? pageTokenOf(search.offset + search.limit) : null;
  const fields = [
    ...(runs.length > 0 ? [`"runs":[${runs.join(',')}]`] : []),
    ...(token === null ? [] : [`"next_page_token":"${token}"`]),
  ];
  return `{${fields.join(',')}}`;
}

/**
 * Whether one plan is right for any values, as where an index gives the order and the page ends it. Planning costs as
 * much as such a search, so it is done once a connection; others are planned for the values they ask for.
 */
const hasOnePlan = ({ conditions, order: [first], offset }: RunSearch): boolean =>
  offset === 0 &&
  conditions.every(
    ({ kind, key }) => kind === 'metric' && kind === first?.kind && key === first.key,
  );

/** Searches of one shape come again and again; of the many that clients might think of, the first few are kept. */
const shapes = new Map<string, string>();
const MOST_SHAPES = 100;

function prepared(text: string): SqlText {
  const name = shapes.get(text) ?? `registry.search-runs.${shapes.size}`;
  if (!shapes.has(text)) {
    if (shapes.size >= MOST_SHAPES) return text;
    shapes.set(text, name);
  }
  return { name, text };
}

/** First the page's runs by number, then everything of those alone: one statement. */
export function searchStatement(search: RunSearch): { text: string; values: SqlValue[] } {
  const parameters = new Parameters();
  const page = pageOf(search, parameters);
  const text = `
    WITH page AS MATERIALIZED (SELECT run_no, row_number() OVER () AS place FROM (${page}) found)
    SELECT ${RUN_COLUMNS} FROM page JOIN registry.run r USING (run_no) ORDER BY place`;
  return { text, values: parameters.values };
}

function pageOf(search: RunSearch, parameters: Parameters): string {
  const { experimentIds, stages, offset, limit } = search;
  const [only] = experimentIds;
  // Of one experiment an index gives the order too, which it cannot of a list.
  const experiments = (alias: string) =>
    experimentIds.length === 1 && only !== undefined
      ? `${alias}.experiment_id = ${parameters.add(only)}::bigint`
      : `${alias}.experiment_id = ANY (${parameters.add(experimentIds)}::bigint[])`;
  const visible = {
    joins: [],
    where: [`r.lifecycle_stage = ANY (${parameters.add(stages)}::text[])`],
  };
  const restricted = (conditions: readonly RunCondition[]) => [
    ...conditions.map((one, i) => restrictionOf(one, i, experiments, parameters)),
    visible,
  ];
  // In the text: a planner that doesn't know how few are wanted would read the whole table for them.
  const cut = `LIMIT ${limit + 1} OFFSET ${offset}`;
  const [first, ...rest] = search.order;
  if (first?.kind === 'metric') {
    const own = search.conditions.filter((c) => c.kind === 'metric' && c.key === first.key);
    const parts = restricted(search.conditions.filter((c) => !own.includes(c)));
    const where = own.flatMap((c) => metricConditions('o0', c, experiments, parameters));
    const sorts = rest.map((order, i) => sortOf(order, i + 1, parameters));
    const most = offset + limit + 1;
    const phases = phasesOf(first, own, experiments, parameters).map(
      ({ phase, by }) =>
        `(${selectOf([...parts, ...sorts, phase, { joins: [], where }])}
          ORDER BY ${[...by, ...sorts.flatMap((s) => s.by), lastOrder(search.order)].join(', ')} LIMIT ${most})`,
    );
    return `SELECT run_no FROM (${phases.join(' UNION ALL ')}) phases ${cut}`;
  }
  const parts = [...restricted(search.conditions), { joins: [], where: [experiments('r')] }];
  const sorts = search.order.map((order, i) => sortOf(order, i, parameters));
  const by = [...sorts.flatMap((sort) => sort.by), lastOrder(search.order)];
  return `${selectOf([...parts, ...sorts])} ORDER BY ${by.join(', ')} ${cut}`;
}

/**
 * The runs with a number by this metric, then those with NaN, then those without it: each in its own index order, and
 * begun only where the page needs it. A condition on the metric itself leaves out those that cannot meet it.
 */
function phasesOf(
  { key, ascending }: RunOrder,
  own: readonly RunCondition[],
  experiments: (alias: string) => string,
  parameters: Parameters,
): { phase: Restriction; by: string[] }[] {
  const name = parameters.add(key);
  // The metric's row says of which experiment the run is. Asked of the run as well, a planner that doesn't know yet how many
  // runs there are would look through all of the experiment's for each value.
  const measured = (where: string): Restriction => ({
    joins: ['JOIN registry.latest_metric o0 ON o0.run_no = r.run_no'],
    where: [experiments('o0'), `o0.key = ${name}`, where],
  });
  const phases = [
    { phase: measured("o0.value < 'NaN'"), by: [`o0.value ${ascending ? 'ASC' : 'DESC'}`] },
  ];
  if (own.every(({ comparator }) => comparator === '!=')) {
    phases.push({ phase: measured("o0.value = 'NaN'"), by: [] });
  }
  if (own.length === 0) {
    const missing = `NOT EXISTS (SELECT FROM registry.latest_metric o0 WHERE o0.run_no = r.run_no AND o0.key = ${name})`;
    phases.push({ phase: { joins: [], where: [experiments('r'), missing] }, by: [] });
  }
  return phases;
}

const selectOf = (parts: readonly Restriction[]): string =>
  `SELECT r.run_no FROM registry.run r ${parts.flatMap(({ joins }) => joins).join(' ')}
   WHERE ${parts.flatMap(({ where }) => where).join(' AND ')}`;

interface Sort extends Restriction {
  readonly by: readonly string[];
}

function sortOf({ kind, key, ascending }: RunOrder, place: number, parameters: Parameters): Sort {
  const direction = ascending ? 'ASC' : 'DESC';
  if (kind === 'metric') {
    const alias = `o${place}`;
    const rank = `CASE WHEN ${alias}.value = 'NaN' THEN 1 WHEN ${alias}.value IS NULL THEN 2 ELSE 0 END`;
    return {
      joins: [
        `LEFT JOIN registry.latest_metric ${alias} ON ${alias}.run_no = r.run_no AND ${alias}.key = ${parameters.add(key)}`,
      ],
      where: [],
      by: [rank, `${alias}.value ${direction}`],
    };
  }
  if (kind === 'attribute') {
    const column = key === 'run_name' ? 'name' : key;
    // Only an end may be missing.
    const missing = key === 'end_time' ? ['r.end_time IS NULL'] : [];
    return { joins: [], where: [], by: [...missing, `r.${column} ${direction}`] };
  }
  const value = `(r.${kind}s ->> ${parameters.add(key)}::text)`;
  return { joins: [], where: [], by: [`${value} IS NULL`, `${value} ${direction}`] };
}

function lastOrder(order: readonly RunOrder[]): string {
  const byStart = order.some(({ kind, key }) => kind === 'attribute' && key === 'start_time');
  return byStart ? 'r.run_id' : 'r.start_time DESC, r.run_id';
}
