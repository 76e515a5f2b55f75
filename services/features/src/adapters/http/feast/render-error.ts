import { ERROR_CODES, HeadroomError } from '@headroom/contracts';
import { FeastError } from '../../../domain/online/feast-error.ts';
import { BodyError } from './request-body.ts';

export interface Rendered {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

const TOO_LARGE =
  'The body is too large; send fewer rows in one request, or raise HEADROOM_FEATURES_BODY_MIB.';

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 413;

const bigintAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

/** Longer input than this is not sent back. */
const LONGEST_DETAILS = 64 * 1024;

function detailsJson({ details }: BodyError): string {
  const whole = shortJson({ detail: details });
  if (whole !== null) return whole;
  return JSON.stringify({ detail: details.map(({ input: _, ...rest }) => rest) });
}

/** Null for what is too long, or nested deeper than can be written. */
function shortJson(value: unknown): string | null {
  try {
    const json = JSON.stringify(value, bigintAsText);
    return json.length > LONGEST_DETAILS ? null : json;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** An error as Feast's server answers it; null for one that is our own fault. */
export function renderError(error: unknown): Rendered | null {
  if (error instanceof FeastError) {
    return { status: error.status, body: JSON.stringify(error.detail) };
  }
  if (error instanceof BodyError) {
    return { status: 422, body: detailsJson(error) };
  }
  if (error instanceof HeadroomError && error.code !== 'INTERNAL') {
    return { status: ERROR_CODES[error.code].status, body: JSON.stringify(error.message) };
  }
  if (isTooLarge(error)) return { status: 413, body: JSON.stringify(TOO_LARGE) };
  // Of Fastify itself: a content type that has no name, a body that is shorter than it says.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode < 500
      ? { status: error.statusCode, body: JSON.stringify(`${error.message}.`) }
      : null;
  }
  return null;
}
