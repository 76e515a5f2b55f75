import type { Sql, SqlValue } from '@headroom/storage';
import { z } from 'zod';
import { MlflowError } from '../../../domain/mlflow-error.ts';
import { DELETED } from '../../../domain/models/stage.ts';
import { IS_PROMPT } from '../../../domain/models/tags.ts';
import { pageTokenOf } from '../../../domain/page-token.ts';
import {
  asksForPrompts,
  type ModelCondition,
  type ModelOrder,
} from '../../../domain/search/model-filter.ts';
import { modelJson, versionJson } from './model-json.ts';

const Page = z.object({ items: z.string().nullable(), found: z.int() });

const COLUMNS: Readonly<Record<string, string>> = {
  name: 'r.name',
  run_id: 'r.run_id',
  source_path: 'r.source',
  version_number: 'r.version',
};
const PROMPT = JSON.stringify({ [IS_PROMPT]: 'true' });

export interface ModelQuery {
  readonly conditions: readonly ModelCondition[];
  readonly order: readonly ModelOrder[];
  readonly maxResults: number;
  readonly offset: number;
}

/** Searches over registered models and versions: a statement each, the page written as JSON by the database. */
export class SearchModels {
  readonly #db: Pick<Sql, 'query'>;

  constructor(db: Pick<Sql, 'query'>) {
    this.#db = db;
  }

  models(query: ModelQuery): Promise<string> {
    return this.#page('registered_models', modelJson('r'), query, {
      from: 'registry.registered_model',
      order: ['name'],
      prompts: `r.tags @> '${PROMPT}'`,
    });
  }

  versions(query: ModelQuery): Promise<string> {
    return this.#page('model_versions', versionJson('r', false), query, {
      from: `(SELECT * FROM registry.model_version WHERE current_stage <> '${DELETED}')`,
      order: ['name', 'version DESC'],
      // All versions of a model are prompts when one of them is.
      prompts: `EXISTS (SELECT 1 FROM registry.model_version p WHERE p.name = r.name AND p.tags @> '${PROMPT}')`,
    });
  }

  async #page(
    field: string,
    message: string,
    { conditions, order, maxResults, offset }: ModelQuery,
    table: { from: string; order: readonly string[]; prompts: string },
  ): Promise<string> {
    const params: SqlValue[] = [];
    const bind = (value: SqlValue) => `$${params.push(value)}`;
    const wanted = asksForPrompts(conditions);
    const where = conditions
      .filter(({ kind, key }) => wanted || kind !== 'tag' || key !== IS_PROMPT)
      .map((condition) => conditionSql(condition, bind));
    if (!wanted) where.push(`NOT ${table.prompts}`);
    // One more than the page tells whether there is another.
    const limit = bind(maxResults + 1);
    const [row] = await this.#db.query(
      Page,
      `SELECT json_strip_nulls(json_agg(${message} ORDER BY r.place) FILTER (WHERE r.place <= ${bind(maxResults)}))::text AS items,
         count(*)::int AS found
       FROM (
         SELECT r.*, row_number() OVER () AS place FROM (
           SELECT * FROM ${table.from} r WHERE ${where.length === 0 ? 'true' : where.join(' AND ')}
           ORDER BY ${orderSql(order, table.order)} LIMIT ${limit} OFFSET ${bind(offset)}
         ) r
       ) r`,
      params,
    );
    const items = row?.items == null ? [] : [`"${field}":${row.items}`];
    const more = row?.found === maxResults + 1;
    const token = more ? [`"next_page_token":"${pageTokenOf(offset + maxResults)}"`] : [];
    return `{${[...items, ...token].join(',')}}`;
  }
}

function conditionSql(
  { kind, key, comparator, value }: ModelCondition,
  bind: (value: SqlValue) => string,
): string {
  if (kind === 'tag') {
    if (comparator === '=') {
      return `r.tags @> jsonb_build_object(${bind(key)}::text, ${bind(String(value))}::text)`;
    }
    return `r.tags ->> ${bind(key)} ${comparator} ${bind(String(value))}`;
  }
  const column = COLUMNS[key] ?? 'NULL';
  if (comparator === 'IN') return `${column} = ANY(${bind([...asList(value)])}::text[])`;
  if (comparator === 'NOT IN') return `${column} <> ALL(${bind([...asList(value)])}::text[])`;
  if (typeof value === 'number') return `${column} ${comparator} ${bind(value)}::bigint`;
  return `${column} ${comparator} ${bind(String(value))}::text`;
}

const asList = (value: ModelCondition['value']): readonly string[] =>
  typeof value === 'object' ? value : [String(value)];

function orderSql(order: readonly ModelOrder[], otherwise: readonly string[]): string {
  const named = order.map(({ key }) => key);
  if (new Set(named).size < named.length) {
    throw new MlflowError('INTERNAL_ERROR', '`order_by` contains duplicate fields');
  }
  const asked = order.map(({ key, ascending }) => `r.${key} ${ascending ? 'ASC' : 'DESC'}`);
  const rest = otherwise.filter((clause) => !named.includes(clause.split(' ')[0] ?? ''));
  return [...asked, ...rest.map((clause) => `r.${clause}`)].join(', ');
}
