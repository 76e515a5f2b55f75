/** What a column may hold. `timestamp` is an instant with millisecond resolution. */
export type ColumnType = 'float64' | 'int32' | 'int64' | 'timestamp' | 'string' | 'boolean';

/** Held as float64 in memory, NaN where the value is missing; the type says how the file stores it. */
export type NumericType = Exclude<ColumnType, 'string' | 'boolean'>;

/**
 * A named column. A NaN is always written as NULL and NULL read as NaN: in our data NaN means missing and nothing else.
 * An int64 beyond 2^53 is refused in both directions, never rounded. Timestamps are epoch milliseconds.
 */
export type Column =
  | { readonly name: string; readonly type: NumericType; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'string'; readonly values: readonly (string | null)[] }
  | {
      readonly name: string;
      readonly type: 'boolean';
      readonly values: readonly (boolean | null)[];
    };

export interface ColumnInfo {
  readonly name: string;
  /** Null: a type that is not read here (a list, a struct …). */
  readonly type: ColumnType | null;
  /** The file's own name of the type, for messages. */
  readonly physicalType: string;
}

export interface FileInfo {
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
}
