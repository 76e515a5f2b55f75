import type { GroupErrors } from './run-report.ts';

export interface PredictedRow {
  readonly actual: number;
  readonly predicted: number;
  readonly persistence: number;
}

/** Errors over some rows, at least one. */
export function groupErrors(rows: readonly PredictedRow[]): GroupErrors {
  const mean = (of: (row: PredictedRow) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const mae = mean((row) => Math.abs(row.predicted - row.actual));
  const persistence = mean((row) => Math.abs(row.persistence - row.actual));
  return {
    rows: rows.length,
    mae,
    rmse: Math.sqrt(mean((row) => (row.predicted - row.actual) ** 2)),
    bias: mean((row) => row.predicted - row.actual),
    relative_mae: persistence > 0 ? mae / persistence : null,
  };
}
