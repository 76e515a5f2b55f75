import type { Database } from '@headroom/storage';
import { pageTokenOf } from '../../../domain/page-token.ts';
import type {
  ExperimentCondition,
  ExperimentOrder,
} from '../../../domain/search/experiment-filter.ts';
import { isPossibleId } from '../../../domain/tracking/experiment.ts';
import type { LifecycleStage } from '../../../domain/tracking/view.ts';
import { EXPERIMENT_COLUMNS, experimentOf, ExperimentRow } from './experiments.ts';
import { Parameters } from './sql-text.ts';

export interface ExperimentSearch {
  readonly stages: readonly LifecycleStage[];
  readonly conditions: readonly ExperimentCondition[];
  readonly order: readonly ExperimentOrder[];
  readonly offset: number;
  readonly limit: number;
}

export async function searchExperiments(db: Database, search: ExperimentSearch) {
  const { stages, conditions, order, offset, limit } = search;
  const parameters = new Parameters();
  const where = [
    `lifecycle_stage = ANY (${parameters.add(stages)}::text[])`,
    ...conditions.map((condition) => whereOf(condition, parameters)),
  ];
  const wanted =
    order.length > 0
      ? order
      : [
          { key: 'creation_time', ascending: false },
          { key: 'experiment_id', ascending: true },
        ];
  const by = wanted.map(({ key, ascending }) => `e.${key} ${ascending ? 'ASC' : 'DESC'}`);
  if (!wanted.some(({ key }) => key === 'experiment_id')) by.push('e.experiment_id DESC');
  const rows = await db.query(
    ExperimentRow,
    `SELECT ${EXPERIMENT_COLUMNS} FROM registry.experiment e WHERE ${where.join(' AND ')}
     ORDER BY ${by.join(', ')} LIMIT ${parameters.add(limit + 1)} OFFSET ${parameters.add(offset)}`,
    parameters.values,
  );
  return {
    experiments: rows.slice(0, limit).map(experimentOf),
    token: rows.length > limit ? pageTokenOf(offset + limit) : undefined,
  };
}

function whereOf(condition: ExperimentCondition, parameters: Parameters): string {
  const { kind, key, comparator, value } = condition;
  if (Array.isArray(value)) {
    const not = comparator === 'NOT IN' ? 'NOT ' : '';
    return `${not}experiment_id = ANY (${parameters.add(value.filter(isPossibleId))}::bigint[])`;
  }
  const operator = comparator === '!=' ? '<>' : comparator;
  if (kind === 'attribute') {
    const type = typeof value === 'number' ? 'bigint' : 'text';
    return `${key} ${operator} ${parameters.add(value)}::${type}`;
  }
  const name = `${parameters.add(key)}::text`;
  if (value === null) return comparator === 'IS NULL' ? `NOT tags ? ${name}` : `tags ? ${name}`;
  return `(tags ->> ${name}) ${operator} ${parameters.add(value)}::text`;
}
