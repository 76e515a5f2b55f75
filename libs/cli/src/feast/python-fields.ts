import {
  elementType,
  type Field,
  type ScalarType,
  type ValueType,
} from '@headroom/feature-definitions';
import { call, dict, str } from './python.ts';

const TYPES: Readonly<Record<ScalarType, { readonly type: string; readonly valueType: string }>> = {
  bool: { type: 'Bool', valueType: 'BOOL' },
  int32: { type: 'Int32', valueType: 'INT32' },
  int64: { type: 'Int64', valueType: 'INT64' },
  float32: { type: 'Float32', valueType: 'FLOAT' },
  float64: { type: 'Float64', valueType: 'DOUBLE' },
  string: { type: 'String', valueType: 'STRING' },
  bytes: { type: 'Bytes', valueType: 'BYTES' },
  unix_timestamp: { type: 'UnixTimestamp', valueType: 'UNIX_TIMESTAMP' },
};

/** What definitions import from `feast.types`. */
export const FIELD_TYPES = [...Object.values(TYPES).map(({ type }) => type), 'Array'].sort();

const scalarOf = (type: ValueType): ScalarType | undefined =>
  (Object.keys(TYPES) as ScalarType[]).find((scalar) => scalar === type);

function fieldType(type: ValueType): string {
  const element = elementType(type);
  if (element !== null) return `Array(${TYPES[element].type})`;
  return TYPES[scalarOf(type) ?? 'string'].type;
}

/** Join keys are scalars in Feast. */
export const joinKeyType = ({ type }: Field): string =>
  `ValueType.${TYPES[scalarOf(type) ?? 'string'].valueType}`;

/** In one line. */
export const pythonField = ({ name, type, description, tags }: Field): string =>
  call('Field', {
    name: str(name),
    dtype: fieldType(type),
    description: description === undefined ? null : str(description),
    tags: tags === undefined ? null : dict(tags),
  })
    .replace(/\(\n {4}/, '(')
    .replace(/,\n {4}/g, ', ')
    .replace(/,\n\)$/, ')');
