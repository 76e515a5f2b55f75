import { z } from 'zod';

export const SCALAR_TYPES = [
  'bool',
  'int32',
  'int64',
  'float32',
  'float64',
  'string',
  'bytes',
  'unix_timestamp',
] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];
export type ArrayType = `array<${ScalarType}>`;

/** Feast's value types by their names there, in lower case; a null of any of them is a missing value. */
export type ValueType = ScalarType | ArrayType;

const VALUE_TYPES: readonly string[] = SCALAR_TYPES.flatMap((type) => [type, `array<${type}>`]);

const isValueType = (text: string): text is ValueType => VALUE_TYPES.includes(text);

export const ValueType = z.string().transform((text, context): ValueType => {
  if (isValueType(text)) return text;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(text)} is no value type; use one of ${SCALAR_TYPES.join(', ')}, or array<…> of one`,
  });
  return z.NEVER;
});

/** The element's type of an array, null of a scalar. */
export function elementType(type: ValueType): ScalarType | null {
  return SCALAR_TYPES.find((scalar) => type === `array<${scalar}>`) ?? null;
}
