import type { Sql, SqlValue } from '@headroom/storage';
import { z } from 'zod';
import {
  LOGGED_MODEL_COLUMNS,
  type LoggedModelCondition,
} from '../../../domain/search/logged-model-filter.ts';
import { invalidParameter } from '../../../domain/mlflow-error.ts';
import type { LoggedModelOrder } from '../../../domain/logged-models/search-token.ts';
import { LOGGED_MODEL_JSON } from './logged-model-json.ts';

const Page = z.object({ items: z.string().nullable(), found: z.int() });

export interface MeasuredOn {
  readonly name: string;
  readonly digest: string | null;
}

export interface LoggedModelQuery {
  readonly experimentIds: readonly number[];
  readonly conditions: readonly LoggedModelCondition[];
  readonly datasets: readonly MeasuredOn[];
  readonly order: readonly LoggedModelOrder[];
  readonly maxResults: number;
  readonly offset: number;
}

type Bind = (value: SqlValue) => string;

/** A page of logged models as JSON, and whether there is another. */
export async function searchLoggedModels(
  db: Pick<Sql, 'query'>,
  query: LoggedModelQuery,
): Promise<{ readonly items: string | null; readonly more: boolean }> {
  const params: SqlValue[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const datasets = query.datasets.map(
    ({ name, digest }) =>
      `(x.dataset_name = ${bind(name)} AND x.dataset_digest IS NOT DISTINCT FROM ${bind(digest)}::text)`,
  );
  const onDatasets = datasets.length === 0 ? '' : ` AND (${datasets.join(' OR ')})`;
  const where = [
    `m.experiment_id = ANY(${bind([...query.experimentIds])}::bigint[])`,
    "m.lifecycle_stage <> 'deleted'",
    ...query.conditions.map((condition) => conditionSql(condition, onDatasets, bind)),
  ];
  const byMetric = query.conditions.some(({ kind }) => kind === 'metrics');
  if (datasets.length > 0 && !byMetric) where.push(measured('true', onDatasets));
  const [row] = await db.query(
    Page,
    `SELECT json_strip_nulls(json_agg(${LOGGED_MODEL_JSON} ORDER BY m.place)
         FILTER (WHERE m.place <= ${bind(query.maxResults)}))::text AS items, count(*)::int AS found
     FROM (
       SELECT m.*, row_number() OVER () AS place FROM (
         SELECT * FROM registry.logged_model m WHERE ${where.join(' AND ')}
         ORDER BY ${orderSql(query.order, bind)} LIMIT ${bind(query.maxResults + 1)} OFFSET ${bind(query.offset)}
       ) m
     ) m`,
    params,
  );
  return { items: row?.items ?? null, more: row?.found === query.maxResults + 1 };
}

const measured = (condition: string, onDatasets: string): string =>
  `EXISTS (SELECT FROM registry.logged_model_metric x WHERE x.model_id = m.model_id AND ${condition}${onDatasets})`;

function conditionSql(
  { kind, key, comparator, value }: LoggedModelCondition,
  onDatasets: string,
  bind: Bind,
): string {
  if (kind === 'metrics') {
    const number = `x.value ${comparator} ${bind(value)}::float8`;
    return measured(`x.key = ${bind(key)} AND ${number}`, onDatasets);
  }
  const subject =
    kind === 'attributes' ? `m.${LOGGED_MODEL_COLUMNS[key] ?? ''}` : `m.${kind} ->> ${bind(key)}`;
  if (typeof value === 'number') return `${subject} ${comparator} ${bind(value)}::float8`;
  if (typeof value === 'string') return `(${subject}) ${comparator} ${bind(value)}::text`;
  const list = `${bind([...value])}::text[]`;
  return comparator === 'IN' ? `(${subject}) = ANY(${list})` : `(${subject}) <> ALL(${list})`;
}

/** Missing values stand last whichever way it goes. */
function orderSql(order: readonly LoggedModelOrder[], bind: Bind): string {
  const clauses = order.map((one) => {
    const direction = one.ascending ? 'ASC' : 'DESC';
    return `${fieldSql(one, bind)} ${direction} NULLS LAST`;
  });
  const columns = order.map(({ field_name }) => LOGGED_MODEL_COLUMNS[field_name]);
  if (!columns.includes('creation_time')) clauses.push('m.creation_time DESC');
  if (!columns.includes('model_id')) clauses.push('m.model_id ASC');
  return clauses.join(', ');
}

function fieldSql({ field_name, dataset_name, dataset_digest }: LoggedModelOrder, bind: Bind) {
  const dot = field_name.indexOf('.');
  if (dot < 0) {
    const column = LOGGED_MODEL_COLUMNS[field_name];
    if (column === undefined) throw invalidParameter(`Invalid order by field name: ${field_name}`);
    return `m.${column}`;
  }
  if (field_name.slice(0, dot) !== 'metrics') {
    throw invalidParameter(
      `Invalid order by field name: ${field_name}. Only metrics are supported.`,
    );
  }
  const on = [
    `x.key = ${bind(field_name.slice(dot + 1))}`,
    ...(dataset_name === null ? [] : [`x.dataset_name = ${bind(dataset_name)}`]),
    ...(dataset_digest === null ? [] : [`x.dataset_digest = ${bind(dataset_digest)}`]),
  ];
  return `(SELECT x.value FROM registry.logged_model_metric x WHERE x.model_id = m.model_id AND ${on.join(' AND ')}
    ORDER BY x.timestamp DESC, x.step DESC, x.run_id LIMIT 1)`;
}
