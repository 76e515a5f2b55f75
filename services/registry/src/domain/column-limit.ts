import { MlflowError } from './mlflow-error.ts';

/** Lengths that the genuine server's tables set, where its validation sets none: it then answers BAD_REQUEST. */
export const COLUMN = {
  experimentName: 256,
  artifactLocation: 256,
  runName: 250,
  userId: 256,
  runTagKey: 250,
  runTagValue: 8_000,
  modelName: 256,
  description: 5_000,
  modelTagValue: 5_000,
  source: 500,
  runId: 32,
  runLink: 500,
  loggedModelName: 500,
  loggedModelKey: 255,
} as const;

/** @throws BAD_REQUEST */
export function checkColumn(limit: number, value: string): void {
  if (value.length > limit && Array.from(value).length > limit) {
    throw new MlflowError('BAD_REQUEST', `value too long for type character varying(${limit})`);
  }
}
