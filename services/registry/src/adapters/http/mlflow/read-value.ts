import { int64Of, type Int64 } from '../../../domain/int64.ts';
import { pythonFloat, pythonInt } from '../../../domain/python-number.ts';

/** The value does not fit the field; the checks of the call then say why, in MLflow's words. */
export class Unfit extends Error {}

export const readString = (value: unknown): string => {
  if (typeof value !== 'string') throw new Unfit();
  return value;
};

export const readBoolean = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new Unfit();
  return value;
};

/** int32 and int64: a whole number, or Python's text of one. */
export const readInteger =
  (bits: 31 | 63) =>
  (value: unknown): Int64 => {
    // Nearly all of them; the rest is slow.
    if (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31) return Number(value);
    if (bits === 63 && Number.isSafeInteger(value)) return Number(value);
    const whole = wholeOf(value);
    if (whole === undefined || whole < -(2n ** BigInt(bits)) || whole >= 2n ** BigInt(bits)) {
      throw new Unfit();
    }
    return int64Of(whole);
  };

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || value.includes(' ')) return undefined;
  return pythonInt(value) ?? wholeOf(pythonFloat(value));
}

export const readDouble = (value: unknown): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  const number = typeof value === 'string' && value !== 'nan' ? pythonFloat(value) : undefined;
  if (number === undefined) throw new Unfit();
  return number;
};
