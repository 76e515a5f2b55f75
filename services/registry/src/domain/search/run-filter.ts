import { invalidParameter, MlflowError } from '../mlflow-error.ts';
import { parseOrderBy } from './order-by.ts';
import { parseFilter, type Clause } from './parse-filter.ts';
import { bareKey, stringOf, stringsOf } from './values.ts';

/** What a comparison of a run search speaks of. */
type Kind = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';
interface Subject {
  readonly kind: Kind;
  readonly key: string;
}
export interface RunCondition extends Subject {
  readonly comparator: string;
  readonly value: string | number | readonly string[] | null;
}
export interface RunOrder extends Subject {
  readonly ascending: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  metric: 'metric',
  metrics: 'metric',
  parameter: 'param',
  parameters: 'param',
  param: 'param',
  params: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
};
const ALIASES: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
};
const ATTRIBUTES = new Set([
  ...['artifact_uri', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'],
  ...Object.keys(ALIASES),
]);
/** Spellings with a space are no subjects of an order. */
const ORDER_ATTRIBUTES = new Set([...ATTRIBUTES].filter((name) => !name.includes(' ')));
const NUMERIC = new Set(['start_time', 'end_time', 'created', 'Created']);
const DATASET_KEYS = new Set(['name', 'digest', 'context']);

const NUMBERS = ['>', '>=', '!=', '=', '<', '<='];
const TEXTS = ['!=', '=', 'LIKE', 'ILIKE'];
const COMPARATORS: Readonly<Record<Kind | 'number', readonly string[]>> = {
  metric: NUMBERS,
  number: NUMBERS,
  param: [...TEXTS, 'IS NULL', 'IS NOT NULL'],
  tag: [...TEXTS, 'IS NULL', 'IS NOT NULL'],
  attribute: [...TEXTS, 'IN', 'NOT IN'],
  dataset: [...TEXTS, 'IN', 'NOT IN'],
};

/** @throws INVALID_PARAMETER_VALUE */
export function parseRunFilter(filter: string | undefined): RunCondition[] {
  return parseFilter(filter).map(conditionOf).map(checked);
}

/** @throws INVALID_PARAMETER_VALUE; INTERNAL_ERROR, as the genuine server, where a field is named twice */
export function parseRunOrder(clauses: readonly string[]): RunOrder[] {
  const seen = new Set<string>();
  return clauses.map((clause) => {
    const { identifier, ascending } = parseOrderBy(clause);
    const { kind, key } = subjectOf(identifier, ORDER_ATTRIBUTES);
    if (kind === 'dataset') throw invalidParameter(`Invalid identifier type '${kind}'`);
    const named = ALIASES[key] ?? key;
    if (seen.has(`${kind}.${named}`)) {
      throw new MlflowError(
        'INTERNAL_ERROR',
        `\`order_by\` contains duplicate fields: [${clauses.map((c) => `'${c}'`).join(', ')}]`,
      );
    }
    seen.add(`${kind}.${named}`);
    return { kind, key: named, ascending };
  });
}

function subjectOf(identifier: string, attributes = ATTRIBUTES): Subject {
  const dot = identifier.indexOf('.');
  const entity = dot < 0 ? 'attribute' : bareKey(identifier.slice(0, dot));
  const kind = KINDS[entity];
  if (kind === undefined) {
    throw invalidParameter(
      `Invalid entity type '${entity}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
    );
  }
  const key = bareKey(identifier.slice(dot + 1));
  if (kind === 'attribute' && !attributes.has(key)) {
    throw invalidParameter(
      `Invalid attribute key '${key}' specified. Valid keys are '${pythonSet(attributes)}'`,
    );
  }
  if (kind === 'dataset' && !DATASET_KEYS.has(key)) {
    throw invalidParameter(
      `Invalid dataset key '${key}' specified. Valid keys are '${pythonSet(DATASET_KEYS)}'`,
    );
  }
  return { kind, key };
}

function conditionOf({ identifier, comparator, value }: Clause): RunCondition {
  const subject = subjectOf(identifier);
  if (value === null) {
    if (subject.kind === 'tag' || subject.kind === 'param') {
      return { ...subject, comparator, value: null };
    }
    throw invalidParameter(
      `IS NULL / IS NOT NULL is only supported for tags and params, not for '${subject.kind}' '${subject.key}'`,
    );
  }
  return { ...subject, comparator, value: valueOf(subject, value) };
}

function valueOf({ kind, key }: Subject, value: NonNullable<Clause['value']>) {
  if (kind === 'metric' || (kind === 'attribute' && NUMERIC.has(key))) {
    if (value.kind === 'number') return Number(value.text);
    const what = kind === 'metric' ? 'metric' : `numeric attribute: ${key}`;
    throw invalidParameter(`Expected numeric value type for ${what}. Found ${value.text}`);
  }
  if (kind === 'attribute' && value.kind === 'number') {
    throw invalidParameter(
      `Expected a quoted string value for attributes. Got value ${value.text}`,
    );
  }
  if (value.kind !== 'list') return stringOf(value, kind === 'param' ? 'parameter' : kind);
  if (kind === 'attribute' && key !== 'run_id') {
    throw invalidParameter(
      "Only ['run_id'] attributes support comparison with a list of quoted string values.",
    );
  }
  if (kind === 'attribute' || kind === 'dataset') return stringsOf(value);
  return stringOf(value, kind === 'param' ? 'parameter' : kind);
}

/** Whether the comparator is one for this subject; aliases are then replaced by the names they stand for. */
function checked({ kind, key, comparator, value }: RunCondition): RunCondition {
  const capital = comparator.toUpperCase().replace(/\s+/g, ' ');
  const valid = COMPARATORS[kind === 'attribute' && NUMERIC.has(key) ? 'number' : kind];
  if (!valid.includes(capital)) {
    // The genuine message lacks its last quote for three of the subjects.
    const end = ['metric', 'tag', 'dataset'].includes(kind) ? '' : "'";
    throw invalidParameter(`Invalid comparator '${capital}' not one of '${pythonSet(valid)}${end}`);
  }
  return {
    kind,
    key: kind === 'attribute' ? (ALIASES[key] ?? key) : key,
    comparator: capital,
    value,
  };
}

const pythonSet = (values: Iterable<string>): string =>
  `{${Array.from(values, (value) => `'${value}'`).join(', ')}}`;
