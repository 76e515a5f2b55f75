/** What a file's column may hold here. `timestamp` is UTC with millisecond resolution. */
export type ColumnType = 'float64' | 'int32' | 'int64' | 'timestamp' | 'string' | 'boolean';

/**
 * A named column. How a missing value is told: NaN in float64 and timestamp, null in string and boolean; the integer
 * types have none. A NaN that is a value of its own has no place in our files: it is always written as NULL.
 */
export type Column =
  | { readonly name: string; readonly type: 'float64'; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'int32'; readonly values: Int32Array }
  | { readonly name: string; readonly type: 'int64'; readonly values: BigInt64Array }
  /** Epoch milliseconds. */
  | { readonly name: string; readonly type: 'timestamp'; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'string'; readonly values: readonly (string | null)[] }
  | {
      readonly name: string;
      readonly type: 'boolean';
      readonly values: readonly (boolean | null)[];
    };

export interface ColumnInfo {
  readonly name: string;
  /** Null: a type that we don't read (a list, a struct …). */
  readonly type: ColumnType | null;
  /** The file's own name of the type, for messages. */
  readonly physicalType: string;
}

export interface FileInfo {
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
}
