import { elementType, type ScalarType, type ValueType } from '@headroom/feature-definitions';
import * as arrow from 'apache-arrow';
import type { FeatureTable, TableColumn } from '../../domain/feature-table.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { valueReader } from '../../domain/online/read-value.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';

export const ARROW_STREAM = 'application/vnd.apache.arrow.stream';

/** An Arrow stream of one batch. Every value type keeps its own; a missing value is null. */
export function tableToArrow({ columns }: FeatureTable): Uint8Array {
  const vectors = Object.fromEntries(columns.map((column) => [column.name, toVector(column)]));
  return arrow.tableToIPC(new arrow.Table(vectors), 'stream');
}

function toVector(column: TableColumn): arrow.Vector {
  if ('numbers' in column) return floats(column.numbers);
  if ('times' in column) return times(column.times);
  if (column.type === 'int64') return integers(column.texts);
  const read = valueReader(column.type);
  return arrow.vectorFromArray(column.texts.map(read), arrowType(column.type));
}

/** The numbers as they lie, beside a bitmap of those that are there. */
function floats(numbers: Float64Array): arrow.Vector {
  const type = new arrow.Float64();
  return arrow.makeVector(arrow.makeData({ type, ...present(numbers), data: numbers }));
}

/** Keys of entity rows, mostly: a builder would look at each value several times. */
function integers(texts: readonly ValueText[]): arrow.Vector {
  const type = new arrow.Int64();
  const data = BigInt64Array.from(texts, (text) => (text === NULL ? 0n : BigInt(text)));
  const places = Float64Array.from(texts, (text) => (text === NULL ? NaN : 0));
  return arrow.makeVector(arrow.makeData({ type, ...present(places), data }));
}

function times(micros: readonly Micros[]): arrow.Vector {
  const type = new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, 'UTC');
  const data = BigInt64Array.from(micros, (time) => (Number.isNaN(time) ? 0n : BigInt(time)));
  return arrow.makeVector(arrow.makeData({ type, ...present(micros), data }));
}

function present(values: ArrayLike<number>) {
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) nullCount++;
    else nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return { length: values.length, nullCount, nullBitmap };
}

function arrowType(type: ValueType): arrow.DataType {
  const element = elementType(type);
  if (element !== null) {
    return new arrow.List(new arrow.Field('item', SCALARS[element](), true));
  }
  return SCALARS[type as ScalarType]();
}

const SCALARS: Readonly<Record<ScalarType, () => arrow.DataType>> = {
  bool: () => new arrow.Bool(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  float32: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  string: () => new arrow.Utf8(),
  bytes: () => new arrow.Binary(),
  unix_timestamp: () => new arrow.Timestamp(arrow.TimeUnit.SECOND, 'UTC'),
};
