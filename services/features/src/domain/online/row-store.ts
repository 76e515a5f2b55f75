import type { RowLayout } from './row-text.ts';
import type { ViewRows } from './view-rows.ts';

/** The newest row of each view and entity, for rows that come from outside: pushed, written or materialised. */
export interface RowStore {
  /**
   * Which rows were applied, in order: an older one never replaces a newer one, and of two rows of one event time the
   * first one stays, as in Feast. So a repetition changes nothing.
   */
  write(rows: ViewRows): Promise<boolean[]>;
  /** Rows as text, in the order of the keys, null where there is none. One round trip. */
  read(keys: readonly string[]): Promise<(string | null)[]>;
  /** Calls back after each change of the row under the key, until the returned function is called. */
  watch(key: string, listener: () => void): Promise<() => void>;
  /** Under which `read` finds the row. */
  keyOf(view: string, entity: string): string;
  /** A layout that rows were written in. */
  layout(id: string): Promise<RowLayout | null>;
  /** Under which `read` finds the newest event time of all rows of the view, in microseconds. */
  clockKeyOf(view: string): string;
}
