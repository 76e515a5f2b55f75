import { elementType, type ScalarType, type ValueType } from '@headroom/feature-definitions';
import { NULL, type ValueText } from './value-text.ts';

type Scalar = boolean | number | bigint | string | Uint8Array | Date;
/** An int64 is a bigint, bytes are a Uint8Array, a unix_timestamp is a Date; missing is null. */
export type Value = Scalar | Scalar[] | null;

/** Reads what `valueWriter` of the same type wrote. */
export function valueReader(type: ValueType): (text: ValueText) => Value {
  const element = elementType(type);
  if (element === null) {
    const read = SCALAR_READERS[type as ScalarType];
    return (text) => (text === NULL ? null : read(text));
  }
  const read = SCALAR_READERS[element];
  const split = element === 'string' ? jsonElements : plainElements;
  return (text) => (text === NULL ? null : split(text).map(read));
}

const SCALAR_READERS: Readonly<Record<ScalarType, (text: ValueText) => Scalar>> = {
  bool: (text) => text === 'true',
  int32: Number,
  int64: BigInt,
  float32: readFloat,
  float64: readFloat,
  string: (text) => String(JSON.parse(text)),
  bytes: (text) => new Uint8Array(Buffer.from(text.slice(1, -1), 'base64')),
  unix_timestamp: (text) => new Date(Number(text) * 1000),
};

/** A float where missing is NaN. */
export const numberOf = (text: ValueText): number => (text === NULL ? NaN : readFloat(text));

/** "NaN" and the infinities stand in quotes. */
function readFloat(text: ValueText): number {
  return Number(text.startsWith('"') ? text.slice(1, -1) : text);
}

/** Elements whose text never holds a comma. */
const plainElements = (text: ValueText): ValueText[] =>
  text === '[]' ? [] : text.slice(1, -1).split(',');

const jsonElements = (text: ValueText): ValueText[] =>
  (JSON.parse(text) as unknown[]).map((one) => JSON.stringify(one));
