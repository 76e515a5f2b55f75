import { ERROR_CODES, HeadroomError } from '@headroom/contracts';
import { FeastError } from '../../../domain/online/feast-error.ts';
import { BodyError } from './request-body.ts';

export interface Rendered {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

const bigintAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

/** An error as Feast's server answers it; null for one that is our own fault. */
export function renderError(error: unknown): Rendered | null {
  if (error instanceof FeastError) {
    return { status: error.status, body: JSON.stringify(error.detail) };
  }
  if (error instanceof BodyError) {
    return { status: 422, body: JSON.stringify({ detail: error.details }, bigintAsText) };
  }
  if (error instanceof HeadroomError && error.code !== 'INTERNAL') {
    return { status: ERROR_CODES[error.code].status, body: JSON.stringify(error.message) };
  }
  // Of Fastify itself: a body that is too large, a content type that has no name.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode < 500
      ? { status: error.statusCode, body: JSON.stringify(`${error.message}.`) }
      : null;
  }
  return null;
}
