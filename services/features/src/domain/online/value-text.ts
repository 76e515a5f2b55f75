import { elementType, type ScalarType, type ValueType } from '@headroom/feature-definitions';

/** JSON text of a value, as Feast's server answers it: `null` is a missing value. It never holds a line break. */
export type ValueText = string;

export const NULL: ValueText = 'null';

/** Makes the text of a value that came as JSON or out of a function. @throws RangeError that says what is wrong */
export type ValueWriter = (value: unknown) => ValueText;

/**
 * JSON forms: numbers as such, an int64 with all its digits (a bigint, or a string of digits), a float that JSON cannot
 * write as "NaN", "Infinity" or "-Infinity", bytes in base64, a unix_timestamp in whole seconds. As input a
 * unix_timestamp may also be an RFC 3339 time. A NaN by itself is a missing value.
 */
export function valueWriter(type: ValueType): ValueWriter {
  const element = elementType(type);
  if (element === null) {
    const write = scalarWriter(type);
    return (value) => (isMissing(value) ? NULL : write(value));
  }
  const write = SCALAR_WRITERS[element];
  return (value) => {
    if (isMissing(value)) return NULL;
    if (!isList(value)) throw wrong(type, value);
    return `[${Array.from(value, (one: unknown) => write(one)).join(',')}]`;
  };
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value);

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);

/** A type that has no element type is a scalar one. */
const scalarWriter = (type: ValueType): ValueWriter =>
  type in SCALAR_WRITERS ? SCALAR_WRITERS[type as ScalarType] : neverWriter;

const neverWriter: ValueWriter = () => {
  throw new RangeError('has no type');
};

const SCALAR_WRITERS: Readonly<Record<ScalarType, ValueWriter>> = {
  bool: (value) => {
    if (typeof value !== 'boolean') throw wrong('bool (true or false)', value);
    return String(value);
  },
  int32: (value) => {
    const whole = toWhole(value);
    if (whole === null || whole < -2_147_483_648n || whole > 2_147_483_647n) {
      throw wrong('int32 (a whole number from -2147483648 to 2147483647)', value);
    }
    return String(whole);
  },
  int64: (value) => {
    const whole = toWhole(value);
    if (whole === null || BigInt.asIntN(64, whole) !== whole) {
      throw wrong('int64 (a whole number of 64 bits)', value);
    }
    return String(whole);
  },
  float32: (value) => floatText(Math.fround(toFloat('float32', value))),
  float64: (value) => floatText(toFloat('float64', value)),
  string: (value) => {
    if (typeof value !== 'string') throw wrong('string', value);
    return JSON.stringify(value);
  },
  bytes: (value) => {
    if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
    if (typeof value !== 'string' || !BASE64.test(value)) throw wrong('bytes (in base64)', value);
    return `"${value}"`;
  },
  unix_timestamp: (value) => {
    const seconds = toSeconds(value);
    if (seconds === null) throw wrong('unix_timestamp (whole seconds, or an RFC 3339 time)', value);
    return String(seconds);
  },
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DIGITS = /^-?\d{1,19}$/;

function toWhole(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return DIGITS.test(value) ? BigInt(value) : null;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : null;
}

const NOT_FINITE = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

function toFloat(type: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  const special = typeof value === 'string' ? NOT_FINITE.get(value) : undefined;
  if (special === undefined) throw wrong(`${type} (a number)`, value);
  return special;
}

/** With a point or an exponent always: Feast's client takes a number without for an integer. */
export function floatText(value: number): ValueText {
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return '-0.0';
    const text = String(value);
    return text.includes('e') ? text : `${text}.0`;
  }
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

function toSeconds(value: unknown): bigint | null {
  if (value instanceof Date) return secondsOf(value);
  if (typeof value === 'string' && !DIGITS.test(value)) return secondsOf(new Date(value));
  return toWhole(value);
}

const secondsOf = (time: Date): bigint | null =>
  Number.isNaN(time.getTime()) ? null : BigInt(Math.floor(time.getTime() / 1000));

function wrong(expected: string, value: unknown): RangeError {
  return new RangeError(`must be ${expected}, is ${shown(value)}`);
}

/** A short text of any value, for messages. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  const json: unknown = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  const text = typeof json === 'string' ? json : typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
