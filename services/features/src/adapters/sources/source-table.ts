import type { ValueType } from '@headroom/feature-definitions';
import type { ColumnTable } from '@headroom/storage';
import type { Micros } from '../../domain/online/event-time.ts';

/** Entity rows that a query looks for: of each the plain texts of its keys, and its time. */
export interface ProbeRows {
  readonly keys: readonly (readonly string[])[];
  readonly times: readonly Micros[];
}

/** A column of the table and the type of what it holds. */
export interface SourceColumn {
  readonly column: string;
  readonly type: ValueType;
}

/** A table outside of the store, and how its engine says what a query wants of it. */
export interface SourceTable {
  /** SQL that stands for the table in a FROM. */
  readonly from: string;
  /** Of a column with times: microseconds since 1970. */
  micros(column: string): string;
  /** A column, or the text of a probe, as what keys are compared as. */
  key(sql: string, type: ValueType): string;
  /** The value of a column as plain text (see `plainTextReader`); `sql` stands for it. */
  text(sql: string, column: SourceColumn): string;
  /**
   * @param texts columns of text in the result, between `place` and `t`
   * @param sql gets SQL that stands for the probes: place, k0, k1, …, t
   */
  query(
    texts: readonly string[],
    sql: (probes: string) => string,
    probes: ProbeRows,
  ): Promise<ColumnTable>;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
