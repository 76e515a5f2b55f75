import { invalidParameter, MlflowError } from '../mlflow-error.ts';
import { parseFilter, type Clause } from './parse-filter.ts';

/** Attributes of a logged model by the names that clients use, and the columns behind them. */
export const LOGGED_MODEL_COLUMNS: Readonly<Record<string, string>> = {
  model_id: 'model_id',
  experiment_id: 'experiment_id::text',
  name: 'name',
  artifact_location: 'artifact_location',
  creation_time: 'creation_time',
  creation_timestamp: 'creation_time',
  creation_timestamp_ms: 'creation_time',
  last_updated_timestamp: 'last_updated_time',
  last_updated_timestamp_ms: 'last_updated_time',
  status: 'status::text',
  lifecycle_stage: 'lifecycle_stage',
  model_type: 'model_type',
  source_run_id: 'source_run_id',
  status_message: 'status_message',
};

export interface LoggedModelCondition {
  readonly kind: 'attributes' | 'metrics' | 'params' | 'tags';
  readonly key: string;
  readonly comparator: string;
  readonly value: number | string | readonly string[];
}

const KINDS = ['attributes', 'metrics', 'params', 'tags'] as const;
const NUMBERS = ['<', '<=', '>', '>=', '=', '!='];
const TEXTS = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'];

/** @throws INVALID_PARAMETER_VALUE; INTERNAL_ERROR where the genuine server fails on an attribute or number */
export function parseLoggedModelFilter(filter: string): LoggedModelCondition[] {
  const unreadable = () =>
    invalidParameter(
      `Invalid filter string: ${python(filter)}. Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').`,
    );
  let clauses: Clause[];
  try {
    clauses = parseFilter(filter);
  } catch (error) {
    if (error instanceof MlflowError) throw unreadable();
    throw error;
  }
  return clauses.map((clause) => conditionOf(clause, unreadable));
}

function conditionOf(
  { identifier, comparator, value }: Clause,
  unreadable: () => MlflowError,
): LoggedModelCondition {
  const [, entity = 'attributes', named = identifier] = /^([a-z]+)\.(.+)$/s.exec(identifier) ?? [];
  const kind = KINDS.find((known) => known === entity);
  if (kind === undefined) {
    throw invalidParameter(
      `Invalid entity type: '${entity}'. Expected one of ['attributes', 'metrics', 'params', 'tags'].`,
    );
  }
  const key = named.replace(/^`+|`+$/g, '');
  const column = LOGGED_MODEL_COLUMNS[key];
  const isNumber =
    kind === 'metrics' || (kind === 'attributes' && column?.endsWith('_time') === true);
  const capital = comparator.toUpperCase().replace(/\s+/g, ' ');
  const valid = isNumber ? NUMBERS : TEXTS;
  if (!valid.includes(capital)) {
    const options = valid.map((one) => `'${one}'`).join(', ');
    throw invalidParameter(
      `Invalid comparison operator for ${kind}.${key}: '${capital}'. Expected one of (${options}).`,
    );
  }
  if (kind === 'attributes' && column === undefined) {
    throw new MlflowError(
      'INTERNAL_ERROR',
      `type object 'SqlLoggedModel' has no attribute '${key}'`,
    );
  }
  const text = value?.text ?? '';
  if (isNumber) return { kind, key, comparator: capital, value: numberOf(text) };
  if (value?.kind === 'list') return { kind, key, comparator: capital, value: itemsOf(text) };
  if (value?.kind === 'name' && !text.startsWith('"')) throw unreadable();
  return { kind, key, comparator: capital, value: text.replace(/^'+|'+$/g, '') };
}

function numberOf(text: string): number {
  const number = /^nan$/i.test(text) ? NaN : Number(text);
  if (Number.isNaN(number) && !/^nan$/i.test(text)) {
    throw new MlflowError('INTERNAL_ERROR', `could not convert string to float: ${python(text)}`);
  }
  return number;
}

const itemsOf = (list: string): string[] =>
  Array.from(list.matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double ?? '');

/** As Python's repr writes a string. */
const python = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
