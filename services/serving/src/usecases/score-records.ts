import { HeadroomError, type ErrorCode } from '@headroom/contracts';
import { MINUTE_MS } from '@headroom/feature-engine';
import type { CpuInterval } from '@headroom/forecasting';
import type { ServingModel } from '../domain/serving-model.ts';
import { scoreRows } from './score-features.ts';

export type ScoredRecord =
  | {
      readonly prediction: number;
      /** By the errors on the service that was told, else on all; null for models without intervals. */
      readonly interval: CpuInterval | null;
    }
  | { readonly error: { readonly code: ErrorCode; readonly detail: string } };

const SHOWN = 8;

/**
 * Predictions from features by name, null where one is missing; in the order of the rows.
 * @param cadenceMs at which the features were computed, where the caller tells it
 * @param service whose features they are, where the caller tells it
 * @throws CADENCE_MISMATCH, INVALID_REQUEST naming the columns that are not there or not in the signature
 */
export function scoreRecords(
  model: ServingModel,
  records: readonly Readonly<Record<string, number | null>>[],
  cadenceMs: number | null,
  service: string | null = null,
): ScoredRecord[] {
  const { name, version, bundle } = model;
  if (cadenceMs !== null && cadenceMs !== bundle.cadenceMs)
    throw new HeadroomError(
      'CADENCE_MISMATCH',
      `cadence_ms is ${cadenceMs}, ${name} version ${version} was trained at ${bundle.cadenceMs} (${bundle.cadenceMs / MINUTE_MS} min); compute the features at that cadence.`,
    );
  const known = new Set(bundle.columns);
  const rows = records.map((record, i) => {
    const missing = bundle.columns.filter((column) => !Object.hasOwn(record, column));
    if (missing.length > 0)
      throw new HeadroomError(
        'INVALID_REQUEST',
        `rows.${i} lacks ${listed(missing)}; send all ${bundle.columns.length} columns of the signature, null where a value is missing`,
      );
    const unknown = Object.keys(record).filter((column) => !known.has(column));
    if (unknown.length > 0)
      throw new HeadroomError(
        'INVALID_REQUEST',
        `rows.${i} has ${listed(unknown)}, not in the signature of ${name} version ${version}; leave out what the model does not read`,
      );
    return Float64Array.from(bundle.columns, (column) => record[column] ?? NaN);
  });
  return scoreRows(model, rows, service).map((score) =>
    score instanceof HeadroomError
      ? { error: { code: score.code, detail: score.message } }
      : { prediction: score.cpu, interval: score.interval },
  );
}

const listed = (columns: readonly string[]): string =>
  columns.length <= SHOWN
    ? columns.join(', ')
    : `${columns.slice(0, SHOWN).join(', ')} and ${columns.length - SHOWN} more`;
