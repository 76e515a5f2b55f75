import { invalidParameter } from '../mlflow-error.ts';
import { IS_PROMPT } from '../models/tags.ts';
import { parseOrderBy } from './order-by.ts';
import { parseFilter, type Clause } from './parse-filter.ts';
import { bareKey, stringOf, stringsOf } from './values.ts';

/** A condition on a registered model or a version. */
export interface ModelCondition {
  readonly kind: 'attribute' | 'tag';
  readonly key: string;
  readonly comparator: string;
  readonly value: string | number | readonly string[];
}

export interface ModelSearch {
  /** Attributes in the order in which messages list them. */
  readonly attributes: readonly string[];
  readonly numeric: readonly string[];
  readonly lists: readonly string[];
}
export const MODEL_SEARCH: ModelSearch = { attributes: ['name'], numeric: [], lists: ['name'] };
export const VERSION_SEARCH: ModelSearch = {
  attributes: ['source_path', 'run_id', 'name', 'version_number'],
  numeric: ['version_number'],
  lists: ['name', 'run_id'],
};

const TEXTS = ['=', '!=', 'LIKE', 'ILIKE'];
const NUMBERS = ['=', '!=', '>', '<', '>=', '<='];

const invalidComparator = (of: string, comparator: string) =>
  invalidParameter(`Invalid comparator for ${of}: ${comparator}`);

/** @throws INVALID_PARAMETER_VALUE */
export function parseModelFilter(
  filter: string | undefined,
  search: ModelSearch,
): ModelCondition[] {
  return parseFilter(filter, (text) => text).map((clause) => conditionOf(clause, search));
}

/** Whether a search is for prompts, which are left out of every other one. */
export const asksForPrompts = (conditions: readonly ModelCondition[]): boolean => {
  const asked = conditions.find(({ kind, key }) => kind === 'tag' && key === IS_PROMPT);
  const value = String(asked?.value).toLowerCase();
  return (
    (asked?.comparator === '=' && value === 'true') ||
    (asked?.comparator === '!=' && value === 'false')
  );
};

function conditionOf({ identifier, comparator, value }: Clause, search: ModelSearch) {
  const subject = subjectOf(identifier, search);
  const capital = comparator.toUpperCase().replace(/\s+/g, ' ');
  if (subject.kind === 'tag') {
    const text = stringOf(value, 'tag');
    if (!TEXTS.includes(capital)) throw invalidComparator('tag', capital);
    return { ...subject, comparator: capital, value: text };
  }
  return { ...subject, comparator: capital, value: valueOf(subject.key, capital, value, search) };
}

function subjectOf(identifier: string, { attributes }: ModelSearch) {
  const dot = identifier.indexOf('.');
  const entity = dot < 0 ? 'attribute' : identifier.slice(0, dot);
  if (!['attribute', 'tag', 'tags'].includes(entity)) {
    throw invalidParameter(
      `Invalid entity type '${entity}'. Valid entity types are ('attribute', 'tag', 'tags')`,
    );
  }
  const key = identifier.slice(dot + 1);
  if (entity === 'attribute' && !attributes.includes(key)) {
    throw invalidParameter(
      `Invalid attribute key '${key}' specified. Valid keys are '{${quotedList(attributes)}}'`,
    );
  }
  return { kind: entity === 'attribute' ? 'attribute' : 'tag', key: bareKey(key) } as const;
}

function valueOf(
  key: string,
  comparator: string,
  value: Clause['value'],
  { numeric, lists }: ModelSearch,
): string | number | readonly string[] {
  const read = readValue(key, value, lists, numeric);
  if (numeric.includes(key)) {
    if (!NUMBERS.includes(comparator)) throw invalidComparator(`attribute ${key}`, comparator);
    const number = Array.isArray(read) ? NaN : Number(read);
    const isWritten = typeof read === 'number' || /^\s*[+-]?\d+\s*$/.test(String(read));
    if (Number.isInteger(number) && isWritten && !/[.e]/i.test(value?.text ?? '')) return number;
    const shown = typeof read === 'number' ? (value?.text ?? '') : `'${String(read)}'`;
    throw invalidParameter(`Invalid value for numeric attribute '${key}': ${shown}`);
  }
  const valid = lists.includes(key) ? [...TEXTS, 'IN', 'NOT IN'] : TEXTS;
  if (!valid.includes(comparator)) throw invalidComparator('attribute', comparator);
  return read;
}

function readValue(
  key: string,
  value: Clause['value'],
  lists: readonly string[],
  numeric: readonly string[],
): string | number | readonly string[] {
  if (value?.kind === 'string' || value?.kind === 'name') return stringOf(value, 'attributes');
  if (value?.kind === 'list') {
    if (lists.includes(key)) return stringsOf(value);
    throw invalidParameter(
      `Only [${quotedList(lists)}] attributes support comparison with a list of quoted string values.`,
    );
  }
  if (value?.kind === 'number' && numeric.includes(key)) return Number(value.text);
  throw invalidParameter(
    value?.kind === 'number' && numeric.length > 0
      ? `Only the '{${quotedList([...numeric, 'last_updated_timestamp', 'creation_timestamp'])}}' attributes support comparison with numeric values.`
      : `Expected a quoted string value or a list of quoted string values for attributes. Got value ${value?.text ?? ''}`,
  );
}

const quotedList = (names: readonly string[]): string =>
  names.map((name) => `'${name}'`).join(', ');

export interface ModelOrder {
  readonly key: string;
  readonly ascending: boolean;
}

/** @throws INVALID_PARAMETER_VALUE; INTERNAL_ERROR where the genuine server fails on a field named twice */
export function parseModelOrder(clauses: readonly string[]): ModelOrder[] {
  return clauses.map((clause) => {
    const { identifier, ascending } = parseOrderBy(clause);
    const key = bareKey(identifier);
    if (key === 'name') return { key, ascending };
    if (key === 'timestamp' || key === 'last_updated_timestamp') {
      return { key: 'last_updated_time', ascending };
    }
    throw invalidParameter(
      `Invalid order by key '${key}' specified. Valid keys are '{'timestamp', 'name'}'`,
    );
  });
}

const VERSION_ORDER: Readonly<Record<string, string>> = {
  last_updated_timestamp: 'last_updated_time',
  creation_timestamp: 'creation_time',
  name: 'name',
  version_number: 'version',
};

/** @throws INVALID_PARAMETER_VALUE */
export function parseVersionOrder(clauses: readonly string[]): ModelOrder[] {
  return clauses.map((clause) => {
    const { identifier, ascending } = parseOrderBy(clause);
    const key = VERSION_ORDER[bareKey(identifier)];
    if (key !== undefined) return { key, ascending };
    throw invalidParameter(
      `Invalid attribute key '${identifier}' specified. Valid keys are '{${quotedList(Object.keys(VERSION_ORDER))}}'`,
    );
  });
}
