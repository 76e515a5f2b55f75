/** Whole numbers of 16 digits and more, outside of strings or not: the others are exact as they are. */
const LONG_INTEGER = /(?<![\d.eE+])\d{16,}(?![\d.eE])/;

/**
 * JSON whose whole numbers keep all their digits: one beyond 2^53 becomes a bigint.
 * @throws SyntaxError, also for what is nested too deeply
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  const parse = JSON.parse as (text: string, reviver: typeof exactNumber) => unknown;
  try {
    return parse(text, exactNumber);
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError('nested too deeply') : error;
  }
}

const exactNumber = (
  _key: string,
  value: unknown,
  { source = '' }: { readonly source?: string },
): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;
