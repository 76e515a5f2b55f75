import type { ScalarType, ValueType } from '@headroom/feature-definitions';

/** Numbers of `feast.types.ValueType.Enum`; a list's is ten more than its element's. */
const SCALARS: Readonly<Record<number, ScalarType>> = {
  1: 'bytes',
  2: 'string',
  3: 'int32',
  4: 'int64',
  5: 'float64',
  6: 'float32',
  7: 'bool',
  8: 'unix_timestamp',
};

/** Null for a type that we do not have: sets, maps, JSON, UUIDs, decimals. */
export function valueTypeOf(feast: number): ValueType | null {
  const scalar = SCALARS[feast];
  if (scalar !== undefined) return scalar;
  const element = SCALARS[feast - 10];
  return element === undefined ? null : `array<${element}>`;
}
