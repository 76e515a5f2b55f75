import { VECTOR_LENGTH } from '../definitions/vector-layout.ts';

/** A stretch of rows of a FeatureMatrix: views of its arrays, not copies. */
export interface FeatureRows {
  /** Bucket end of each row. */
  readonly ends: Float64Array;
  /** Highest arrival_seq of any in-time record in any of the row's windows or lags. */
  readonly revisions: Float64Array;
  /** One array a column, in the order of VECTOR_COLUMNS; NaN is missing. */
  readonly columns: readonly Float64Array[];
}

/** Column-major vectors of one service after another, in buffers that are allocated once and used again. */
export class FeatureMatrix {
  readonly capacity: number;
  private filled = 0;
  private readonly ends: Float64Array;
  private readonly revisions: Float64Array;
  private readonly columns: readonly Float64Array[];

  /** @param capacity rows; each takes 347 float64 values */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.ends = new Float64Array(capacity);
    this.revisions = new Float64Array(capacity);
    this.columns = Array.from({ length: VECTOR_LENGTH }, () => new Float64Array(capacity));
  }

  get rows(): number {
    return this.filled;
  }

  /** Forgets the rows, keeps the memory. */
  clear(): void {
    this.filled = 0;
  }

  /**
   * Room for the next rows, to be written in full by the caller.
   * @throws RangeError when the matrix is too small
   */
  extend(rows: number): FeatureRows {
    const from = this.filled;
    if (from + rows > this.capacity) {
      throw new RangeError(
        `feature matrix has room for ${this.capacity} rows, not for ${from + rows}; make it larger or clear it`,
      );
    }
    this.filled = from + rows;
    return this.view(from, this.filled);
  }

  /** The rows from…to, by default all that were written. */
  view(from = 0, to = this.filled): FeatureRows {
    return {
      ends: this.ends.subarray(from, to),
      revisions: this.revisions.subarray(from, to),
      columns: this.columns.map((column) => column.subarray(from, to)),
    };
  }
}
