/** An error as MLflow's scoring server tells it. */
export class ScoringError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;

  constructor(status: number, body: Readonly<Record<string, string>>) {
    super(body['message']);
    this.name = 'ScoringError';
    this.status = status;
    this.body = body;
  }
}

export const badRequest = (message: string): ScoringError =>
  new ScoringError(400, {
    error_code: 'BAD_REQUEST',
    message,
    sqlstate: 'KAM00',
    error_class: 'INVALID_PARAMETER_VALUE',
  });

export const invalidInput = (message: string): ScoringError =>
  badRequest(`Invalid input. ${message}`);

/** Genuine messages hold the whole input and schema, which help nobody at hundreds of columns. */
export const schemaMismatch = (message: string): ScoringError =>
  new ScoringError(400, {
    error_code: 'INVALID_PARAMETER_VALUE',
    message: `Failed to enforce schema of data. Error: ${message}`,
    sqlstate: 'KAM01',
    error_class: 'SCHEMA_ENFORCEMENT_FAILED',
  });
