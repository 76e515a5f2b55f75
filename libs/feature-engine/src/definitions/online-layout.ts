import { definitionHash, fnv1a64 } from './definition-hash.ts';
import type { FeatureViewName } from './feature-views.ts';
import { FEATURE_VIEWS } from './feature-views.ts';
import {
  RELATIVE_SOURCES,
  VECTOR_COLUMNS,
  VECTOR_LENGTH,
  VECTOR_OFFSETS,
} from './vector-layout.ts';

/** Views that a stored service vector can hold. */
export const VECTOR_VIEWS: readonly FeatureViewName[] = FEATURE_VIEWS.filter(
  ({ source }) => source === 'vector',
).map(({ name }) => name);

/** Every other view is made of it, and whether a bucket is complete is told by it. */
const REQUIRED = 'workload_features';

/** Which columns of VECTOR_COLUMNS a stored vector holds: those of some views. */
export interface OnlineLayout {
  readonly views: readonly FeatureViewName[];
  /** Names definitions, cadence and views. That of all views is the `definitionHash`. */
  readonly hash: string;
  /** Columns of the vector, ascending. */
  readonly columns: readonly number[];
  /** By column of VECTOR_COLUMNS. */
  readonly holds: readonly boolean[];
}

/**
 * The columns of the views, `level` and `scale`, and the `{f}_rel` of columns that are there.
 * @throws RangeError for a view that is not stored in vectors, or without `workload_features`
 */
export function onlineLayout(
  cadenceMs: number,
  wanted: readonly string[] = VECTOR_VIEWS,
): OnlineLayout {
  const odd = wanted.find((name) => !VECTOR_VIEWS.some((view) => view === name));
  if (odd !== undefined) {
    throw new RangeError(`view ${odd} is unknown; use some of ${VECTOR_VIEWS.join(', ')}`);
  }
  if (!wanted.includes(REQUIRED)) {
    throw new RangeError(`${REQUIRED} is missing; add it, the other views are made of it`);
  }
  const views = VECTOR_VIEWS.filter((name) => wanted.includes(name));
  const names = new Set(
    FEATURE_VIEWS.filter(({ name }) => views.includes(name)).flatMap(({ features }) =>
      features.map(({ name }) => name),
    ),
  );
  const holds = VECTOR_COLUMNS.map(
    ({ name }, column) => names.has(name) || isHeldExtra(column, names),
  );
  const all = definitionHash(cadenceMs);
  return {
    views,
    hash: views.length === VECTOR_VIEWS.length ? all : fnv1a64(`${all} ${views.join(' ')}`),
    columns: [...holds.keys()].filter((column) => holds[column]),
    holds,
  };
}

function isHeldExtra(column: number, names: ReadonlySet<string>): boolean {
  if (column < VECTOR_OFFSETS.level) return false;
  if (column < VECTOR_OFFSETS.relative) return true;
  const source = RELATIVE_SOURCES[column - VECTOR_OFFSETS.relative] ?? NaN;
  return names.has(VECTOR_COLUMNS[source]?.name ?? '');
}

/** @param values of all columns */
export const packVector = ({ columns }: OnlineLayout, values: Float64Array): Float64Array =>
  columns.length === VECTOR_LENGTH
    ? values
    : Float64Array.from(columns, (column) => values[column] ?? NaN);

/** The values in their places in VECTOR_COLUMNS; what the layout does not hold is NaN there. */
export function unpackVector({ columns }: OnlineLayout, packed: Float64Array): Float64Array {
  if (columns.length === VECTOR_LENGTH) return packed;
  const values = new Float64Array(VECTOR_LENGTH).fill(NaN);
  columns.forEach((column, i) => (values[column] = packed[i] ?? NaN));
  return values;
}
