import type { Int64 } from '../int64.ts';
import { checkLength, checkTagKey } from '../key-name.ts';
import { invalidParameter, invalidValue } from '../mlflow-error.ts';

const LONGEST_KEY = 250;

/** One measured value. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Epoch ms. */
  readonly timestamp: Int64;
  readonly step: Int64;
  /** The logged model that was measured, and on what, where the client says so. */
  readonly modelId?: string | undefined;
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** @throws INVALID_PARAMETER_VALUE; `path` is where the metric stands in the request: `metrics[3]` or nothing */
export function checkMetric({ key, value, timestamp }: MetricPoint, path = ''): void {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  checkTagKey(key, at('name'));
  if (timestamp < 0) {
    throw invalidParameter(
      invalidValue(
        at('timestamp'),
        timestamp,
        `metric '${key}' (value=${pythonFloat(value)}). Timestamp must be a nonnegative long (64-bit integer) `,
      ),
    );
  }
  checkLength('Metric name', LONGEST_KEY, key);
}

const pythonFloat = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16
    ? value.toFixed(1)
    : String(value).toLowerCase();

/** MLflow keeps infinities as the largest finite numbers, and answers with those. */
export const keptValue = (value: number): number =>
  value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value;
