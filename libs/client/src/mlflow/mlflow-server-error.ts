/** What an MLflow server refused, in its own words, or that none answers. */
export class MlflowServerError extends Error {
  /** MLflow's error code, for example `RESOURCE_DOES_NOT_EXIST`; `UNAVAILABLE` when no server answers. */
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'MlflowServerError';
    this.code = code;
    this.status = status;
  }
}
