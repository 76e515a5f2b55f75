const DIGITS = String.raw`\d+(?:_\d+)*`;
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);
const FLOAT = new RegExp(
  String.raw`^[+-]?(?:${DIGITS}\.?(?:${DIGITS})?|\.${DIGITS})(?:e[+-]?${DIGITS})?$`,
  'i',
);
const NAMED = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

/** A text as Python's int() reads it; undefined where that fails. */
export function pythonInt(text: string): bigint | undefined {
  const digits = text.trim();
  return INTEGER.test(digits) ? BigInt(digits.replace(/[+_]/g, '')) : undefined;
}

/** A text as Python's float() reads it, infinities and NaN included; undefined where that fails. */
export function pythonFloat(text: string): number | undefined {
  const written = text.trim();
  const named = NAMED.exec(written);
  if (named !== null) {
    if (named[2] === undefined) return NaN;
    return named[1] === '-' ? -Infinity : Infinity;
  }
  return FLOAT.test(written) ? Number(written.replaceAll('_', '')) : undefined;
}
