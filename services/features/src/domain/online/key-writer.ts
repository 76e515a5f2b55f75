import type { ValueType } from '@headroom/feature-definitions';
import { NULL, shown, valueWriter, type ValueWriter } from './value-text.ts';

/** Of a join key in a request: as Feast does, it takes a number for a text of digits. A key is never null. */
export function keyWriter(type: ValueType): ValueWriter {
  const write = valueWriter(type);
  return (value) => {
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    const text = write(type === 'string' && isNumber ? String(value) : value);
    if (text === NULL) throw new RangeError(`must not be null, is ${shown(value)}`);
    return text;
  };
}
