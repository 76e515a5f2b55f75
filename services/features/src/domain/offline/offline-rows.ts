import type { Micros } from '../online/event-time.ts';
import type { RowLayout } from '../online/row-text.ts';
import type { ValueText } from '../online/value-text.ts';
import type { ViewRows } from '../online/view-rows.ts';

/** Entities and the times to look at them: parallel lists. */
export interface Probes {
  readonly entities: readonly string[];
  readonly times: readonly Micros[];
}

/** How far back a row may lie, and by when it must have come in. */
export interface AsOf {
  /** Infinity for no limit. */
  readonly ttl: Micros;
  /** Rows that arrived later, by the machine's clock in epoch ms, are not seen; null sees all. */
  readonly knownAt: number | null;
}

/** A row as it lies in the store: values as text in the order of its layout. */
export interface StoredRow {
  readonly entity: string;
  readonly eventTime: Micros;
  readonly layoutId: string;
  readonly values: readonly ValueText[];
}

/** What a materialisation has covered: rows up to this arrival with event time up to this one. */
export interface Covered {
  readonly arrival: number;
  readonly eventTime: Micros;
}

/** Which rows a materialisation takes: event times after `after`, up to `upTo`, beyond what was covered. */
export interface Wanted {
  readonly after: Micros;
  readonly upTo: Micros;
  readonly beyond: Covered | null;
}

/** Newest wanted row of each entity. `arrival` is the last arrival that was looked at. */
export interface NewestRows {
  readonly rows: readonly StoredRow[];
  readonly arrival: number;
}

/** The offline truth of views whose rows come from outside: append-only. */
export interface OfflineRows {
  /**
   * Of several rows of an entity and event time the first one stands, so a repetition changes nothing.
   * @returns how many were new
   */
  append(rows: ViewRows): Promise<number>;
  /** With how many probes of a view `asOf` is best asked at a time. */
  probesPerRead(view: string): number;
  /** The newest row each probe sees, never one of a later event time; null where there is none. */
  asOf(view: string, probes: Probes, options: AsOf): Promise<(StoredRow | null)[]>;
  newest(view: string, wanted: Wanted): Promise<NewestRows>;
  /** Rows with event time in (after, upTo], in any order, so many at most. */
  scan(view: string, after: Micros, upTo: Micros, limit: number): Promise<StoredRow[]>;
  /** What the last materialisation of the view covered; null when there was none. */
  covered(view: string): Promise<Covered | null>;
  /** Remembers it; never goes back. */
  cover(view: string, covered: Covered): Promise<void>;
  layouts(ids: readonly string[]): Promise<Map<string, RowLayout>>;
}
