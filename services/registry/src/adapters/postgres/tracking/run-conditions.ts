import type { RunCondition } from '../../../domain/search/run-filter.ts';
import { keptValue } from '../../../domain/tracking/metric.ts';
import { CONTEXT_TAG } from '../../../domain/tracking/dataset.ts';
import { RUN_NAME } from '../../../domain/tracking/run-name.ts';
import type { Parameters } from './sql-text.ts';

/** What one condition adds to a search of runs `r`. */
export interface Restriction {
  readonly joins: readonly string[];
  readonly where: readonly string[];
}

/** `experiments` is the condition on an experiment's id, for an alias to be put before it. */
export function restrictionOf(
  condition: RunCondition,
  place: number,
  experiments: (alias: string) => string,
  parameters: Parameters,
): Restriction {
  const { kind, key, comparator, value } = condition;
  const only = (...where: string[]): Restriction => ({ joins: [], where });
  switch (kind) {
    case 'metric':
      return {
        joins: [`JOIN registry.latest_metric m${place} ON m${place}.run_no = r.run_no`],
        where: metricConditions(`m${place}`, condition, experiments, parameters),
      };
    case 'param':
    case 'tag':
      return only(pair(`r.${kind}s`, key, comparator, value, parameters));
    case 'attribute':
      return only(attribute(key, comparator, value, parameters));
    case 'dataset': {
      const column = key === 'context' ? `i.tags ->> '${CONTEXT_TAG}'` : `d.${key}`;
      return only(
        `EXISTS (SELECT FROM registry.run_dataset i JOIN registry.dataset d USING (dataset_id)
          WHERE i.run_no = r.run_no AND ${compared(column, comparator, value, parameters)})`,
      );
    }
  }
}

/** NaN is above every number here, and unequal to every number there. */
export function metricConditions(
  alias: string,
  { key, comparator, value }: RunCondition,
  experiments: (alias: string) => string,
  parameters: Parameters,
): string[] {
  const operator = comparator === '!=' ? '<>' : comparator;
  const bound = parameters.add(keptValue(Number(value)));
  return [
    experiments(alias),
    `${alias}.key = ${parameters.add(key)}`,
    `${alias}.value ${operator} ${bound}::float8`,
    ...(comparator.startsWith('>') ? [`${alias}.value < 'NaN'`] : []),
  ];
}

function pair(
  column: string,
  key: string,
  comparator: string,
  value: RunCondition['value'],
  parameters: Parameters,
): string {
  if (comparator === '=') {
    return `${column} @> ${parameters.add(JSON.stringify({ [key]: value }))}::jsonb`;
  }
  const name = `${parameters.add(key)}::text`;
  if (comparator === 'IS NULL') return `NOT ${column} ? ${name}`;
  if (comparator === 'IS NOT NULL') return `${column} ? ${name}`;
  return compared(`(${column} ->> ${name})`, comparator, value, parameters);
}

function attribute(
  key: string,
  comparator: string,
  value: RunCondition['value'],
  parameters: Parameters,
): string {
  if (key === 'run_name') return pair('r.tags', RUN_NAME, comparator, value, parameters);
  if (typeof value !== 'number') return compared(`r.${key}`, comparator, value, parameters);
  const operator = comparator === '!=' ? '<>' : comparator;
  const type = Number.isSafeInteger(value) ? 'bigint' : 'numeric';
  return `r.${key} ${operator} ${parameters.add(value)}::${type}`;
}

function compared(
  column: string,
  comparator: string,
  value: RunCondition['value'],
  parameters: Parameters,
): string {
  if (Array.isArray(value)) {
    const not = comparator === 'NOT IN' || comparator === '!=';
    const list = `${parameters.add(value)}::text[]`;
    return not ? `${column} <> ALL (${list})` : `${column} = ANY (${list})`;
  }
  return `${column} ${comparator === '!=' ? '<>' : comparator} ${parameters.add(String(value))}`;
}
