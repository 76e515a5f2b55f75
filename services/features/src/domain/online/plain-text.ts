import { elementType, type ScalarType, type ValueType } from '@headroom/feature-definitions';
import { parseEventTime } from './event-time.ts';
import { NULL, valueWriter, type ValueText } from './value-text.ts';

/**
 * Makes the text of a value that a table or a CSV file tells as plain text: a number's digits, `true` or `t`, bytes in
 * base64, a time as such or in seconds, an array in JSON. An empty text is missing, but for a string.
 * @throws RangeError that says what is wrong
 */
export function plainTextReader(type: ValueType): (text: string | null) => ValueText {
  const write = valueWriter(type);
  const element = elementType(type);
  const read = element === null ? SCALARS[type as ScalarType] : elements(element);
  return (text) => {
    if (text === null || (text === '' && type !== 'string')) return NULL;
    return write(read(text));
  };
}

const asIs = (text: string): unknown => text;

/** Nullable integers are often kept as floats. */
const whole = (text: string): unknown => text.trim().replace(/\.0+$/, '');

const FLOATS: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  infinity: Infinity,
  '-inf': -Infinity,
  '-infinity': -Infinity,
};

function float(text: string): unknown {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return Number.isNaN(number) || trimmed === '' ? (FLOATS[trimmed.toLowerCase()] ?? text) : number;
}

const BOOLS: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  '1': true,
  false: false,
  f: false,
  '0': false,
};

function seconds(text: string): unknown {
  const time = parseEventTime(text);
  return time === null ? whole(text) : BigInt(Math.floor(time.micros / 1_000_000));
}

const SCALARS: Readonly<Record<ScalarType, (text: string) => unknown>> = {
  bool: (text) => BOOLS[text.trim().toLowerCase()] ?? text,
  int32: whole,
  int64: whole,
  float32: float,
  float64: float,
  string: asIs,
  bytes: asIs,
  unix_timestamp: seconds,
};

/** Elements of what is written as JSON; what JSON cannot write as a number stands there bare. */
function elements(type: ScalarType): (text: string) => unknown {
  const isText = type === 'string' || type === 'bytes';
  return (text) => {
    const json = isText
      ? text
      : text.replace(/"?-?\b(?:nan|inf(?:inity)?)\b"?|(?<![\d.])-?\d{16,}(?![\d.e])/gi, quoted);
    let list: unknown;
    try {
      list = JSON.parse(json);
    } catch {
      return text;
    }
    if (!Array.isArray(list) || isText) return list;
    return list.map((one: unknown) => (typeof one === 'string' ? SCALARS[type](one) : one));
  };
}

const quoted = (text: string): string => (text.startsWith('"') ? text : `"${text}"`);
