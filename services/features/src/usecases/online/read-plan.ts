import type { FeatureView, Field, ValueType } from '@headroom/feature-definitions';
import type { ValueWriter } from '../../domain/online/value-text.ts';

/** What an answer has for one view: its columns, in the order of the plan's fields. */
interface ViewPlan {
  /** As the answer names it. */
  readonly name: string;
  /** How many of the fields, from the first on, were asked for; the others are inputs of on-demand views. */
  readonly asked: number;
}

/** A join key of a view, and the request's column that it comes from. */
export interface KeyColumn {
  readonly column: string;
  readonly field: Field;
}

export interface RowsPlan extends ViewPlan {
  readonly kind: 'rows';
  readonly view: string;
  readonly keys: readonly KeyColumn[];
  readonly fields: readonly Field[];
  readonly ttlMs: number;
  readonly ttlClock: FeatureView['ttl_clock'];
  /** Layout that rows are written in today, and in which line of it the fields stand. */
  readonly layoutId: string;
  readonly lines: readonly number[];
}

/** Features of a service's stored vector, of the cluster window it sees, or computed from both. */
export interface EnginePlan extends ViewPlan {
  readonly kind: 'vector' | 'cluster' | 'interactions';
  /** The request's column with the entity. */
  readonly key: KeyColumn;
  /** Positions of the fields in the vector, the window or the interactions. */
  readonly indices: readonly number[];
  readonly fields: readonly Field[];
  readonly ttlMs: number;
}

/** Where an input of an on-demand view comes from: a column of another view of the plan, or of the request. */
export type InputPlan = Pick<Field, 'name' | 'type'> &
  (
    | { readonly view: number; readonly field: number }
    | { readonly column: string; readonly write: ValueWriter }
  );

export interface OnDemandPlan extends ViewPlan {
  readonly kind: 'on_demand';
  readonly inputs: readonly InputPlan[];
  readonly fields: readonly Field[];
  /** The text of its function. */
  readonly source: string;
}

export interface KeyType {
  readonly type: ValueType;
  readonly write: ValueWriter;
}

/** A request's features, resolved once. */
export interface ReadPlan {
  /** Stored views, in the order they were first asked for, then those computed on demand. */
  readonly views: readonly (RowsPlan | EnginePlan | OnDemandPlan)[];
  /** Columns of a request that are join keys, of whatever view. */
  readonly keys: ReadonlyMap<string, KeyType>;
  /** Columns of a request that on-demand views want. */
  readonly requestColumns: readonly string[];
  /** Names of the asked features, in the order of the answer. */
  readonly names: readonly string[];
  /** The same as JSON texts, with commas between. */
  readonly namesText: string;
  /** By view, for those who ask: its name, and its version unless that is 0. */
  readonly versions: readonly { readonly name: string; readonly version?: number }[];
}
