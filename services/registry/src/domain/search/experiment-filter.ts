import { invalidParameter } from '../mlflow-error.ts';
import { experimentIdOf } from '../tracking/experiment.ts';
import { parseOrderBy } from './order-by.ts';
import { parseFilter, type Clause } from './parse-filter.ts';
import { bareKey, stringOf, stringsOf } from './values.ts';

export interface ExperimentCondition {
  readonly kind: 'attribute' | 'tag';
  readonly key: string;
  readonly comparator: string;
  readonly value: string | number | readonly string[] | null;
}
export interface ExperimentOrder {
  readonly key: string;
  readonly ascending: boolean;
}

const ATTRIBUTES = ['experiment_id', 'name', 'creation_time', 'last_update_time'];
const NUMERIC = new Set(['creation_time', 'last_update_time']);
const TEXTS = ['=', '!=', 'LIKE', 'ILIKE'];
const NUMBERS = ['=', '!=', '<', '<=', '>', '>='];

/** @throws INVALID_PARAMETER_VALUE */
export const parseExperimentFilter = (filter: string | undefined): ExperimentCondition[] =>
  parseFilter(filter, (text) => text).map(conditionOf);

/** @throws INVALID_PARAMETER_VALUE */
export function parseExperimentOrder(clauses: readonly string[]): ExperimentOrder[] {
  return clauses.map((clause) => {
    const { identifier, ascending } = parseOrderBy(clause);
    const { kind, key } = subjectOf(identifier);
    if (kind === 'tag') throw invalidParameter(`Invalid order_by entity: ${kind}`);
    return { key, ascending };
  });
}

function subjectOf(identifier: string): Pick<ExperimentCondition, 'kind' | 'key'> {
  const dot = identifier.indexOf('.');
  const entity = dot < 0 ? 'attribute' : identifier.slice(0, dot);
  if (!['attribute', 'tag', 'tags'].includes(entity)) {
    throw invalidParameter(
      `Invalid entity type '${entity}'. Valid entity types are ('attribute', 'tag', 'tags')`,
    );
  }
  const key = bareKey(identifier.slice(dot + 1));
  if (entity !== 'attribute') return { kind: 'tag', key };
  if (!ATTRIBUTES.includes(key)) {
    throw invalidParameter(
      `Invalid attribute key '${key}' specified. Valid keys are '{${ATTRIBUTES.map((a) => `'${a}'`).join(', ')}}'`,
    );
  }
  return { kind: 'attribute', key };
}

function conditionOf({ identifier, comparator, value }: Clause): ExperimentCondition {
  const { kind, key } = subjectOf(identifier);
  if (value === null) {
    if (kind === 'tag') return { kind, key, comparator, value };
    throw invalidParameter(
      `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`,
    );
  }
  const refuse = (what: string) =>
    invalidParameter(`Invalid comparator for ${what}: ${comparator}`);
  if (kind === 'tag') {
    const text = stringOf(value, 'tag');
    if (!TEXTS.includes(comparator)) throw refuse('tag');
    return { kind, key, comparator, value: text };
  }
  if (NUMERIC.has(key)) {
    if (value.kind !== 'number') {
      throw invalidParameter(
        `Expected numeric value type for numeric attribute: ${key}. Found ${value.text}`,
      );
    }
    if (!NUMBERS.includes(comparator)) throw refuse('numeric attribute');
    if (/^-?\d+$/.test(value.text)) return { kind, key, comparator, value: Number(value.text) };
    throw invalidParameter(`Invalid value for numeric attribute '${key}': '${value.text}'`);
  }
  if (key === 'experiment_id') return ofId(comparator, value);
  if (value.kind === 'list') {
    throw invalidParameter(
      "Only ['experiment_id'] attributes support comparison with a list of quoted string values.",
    );
  }
  const text = stringOf(value, 'attributes');
  if (!TEXTS.includes(comparator)) {
    throw invalidParameter(
      `Invalid comparator '${comparator}' not one of '{'!=', '=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'}'`,
    );
  }
  return { kind, key, comparator, value: text };
}

function ofId(comparator: string, value: NonNullable<Clause['value']>): ExperimentCondition {
  const ids = value.kind === 'list' ? stringsOf(value) : [stringOf(value, 'attributes')];
  if (!['=', '!=', 'IN', 'NOT IN'].includes(comparator)) {
    throw invalidParameter(`Invalid comparator for experiment_id: ${comparator}`);
  }
  const negative = comparator === '!=' || comparator === 'NOT IN';
  return {
    kind: 'attribute',
    key: 'experiment_id',
    comparator: negative ? 'NOT IN' : 'IN',
    value: ids.map(experimentIdOf),
  };
}
