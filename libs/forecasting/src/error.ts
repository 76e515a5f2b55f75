/** What went wrong, for the caller to translate into an error of its own protocol. */
export type ForecastingErrorCode =
  /** A model file is truncated, contradicts itself or uses what the scorer does not know. */
  | 'MODEL_FORMAT'
  /** A bundle's description is incomplete, or does not fit its model file. */
  | 'BUNDLE_FORMAT'
  /** Columns that a model needs are not there. */
  | 'COLUMNS'
  /** Rows, spans or lengths handed in contradict each other. */
  | 'INPUT';

/** The library knows no service's error codes; it names the field, what is wrong and the fix. */
export class ForecastingError extends Error {
  readonly code: ForecastingErrorCode;

  constructor(code: ForecastingErrorCode, message: string) {
    super(message);
    this.name = 'ForecastingError';
    this.code = code;
  }
}
