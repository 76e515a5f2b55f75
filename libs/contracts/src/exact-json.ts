/** Sixteen digits in a row where a whole number may begin: below that a double holds every one. */
const LONG_INTEGER = /(?:^|[:[,\s-])\d{16}/;

/**
 * JSON whose whole numbers keep all their digits, as 64-bit integers of other languages need: one beyond 2^53 becomes a
 * bigint.
 * @throws SyntaxError, also for what is nested too deeply
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, exactNumber);
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError('nested too deeply') : error;
  }
}

/** `source` is the number as it is written (ECMAScript's "JSON.parse source text access"). */
const exactNumber = (_key: string, value: unknown, context?: { readonly source?: string }) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
};
