import type { DefinitionSet, FeatureView, Field } from '@headroom/feature-definitions';
import type { Micros } from './event-time.ts';
import { NULL, type ValueText } from './value-text.ts';

/** A view whose rows are written from outside, with what it takes to read and write them. */
export interface RowsView {
  readonly name: string;
  readonly joinKeys: readonly Field[];
  readonly schema: readonly Field[];
  readonly timestampField: string;
  readonly ttlClock: FeatureView['ttl_clock'];
}

/** One row of a view, every value as text in the order of the schema. */
export interface ViewRow {
  /** Of the join keys, in their order; empty for a view without entities. */
  readonly keys: readonly ValueText[];
  readonly eventTime: Micros;
  /** False when the writer left the zone to us; then it is UTC. */
  readonly hasZone: boolean;
  readonly values: readonly ValueText[];
}

export interface ViewRows {
  readonly view: RowsView;
  readonly rows: readonly ViewRow[];
}

/** Rows that are all null are none: as Feast, the online store leaves what it has. */
export const hasValues = ({ rows }: ViewRows): boolean =>
  rows.some(({ values }) => values.some((value) => value !== NULL));

/** One text for the keys of an entity, by which its rows are found. */
export const entityText = (keys: readonly ValueText[]): string => keys.join(',');

export function rowsView(set: DefinitionSet, view: FeatureView): RowsView {
  return {
    name: view.name,
    joinKeys: set.joinKeys(view),
    schema: view.schema,
    timestampField: timestampField(set, view.source),
    ttlClock: view.ttl_clock,
  };
}

/** A push source has the columns of the batch source behind it. */
function timestampField(set: DefinitionSet, name: string): string {
  const source = set.source(name);
  if (source === undefined || source.kind === 'push') {
    const behind = source?.batch_source;
    return behind === undefined ? 'event_timestamp' : timestampField(set, behind);
  }
  return source.timestamp_field;
}
