import { HeadroomError } from '@headroom/contracts';
import * as arrow from 'apache-arrow';
import { entityFrame, EVENT_TIME, type EntityFrame } from '../../domain/offline/entity-frame.ts';
import type { Micros } from '../../domain/online/event-time.ts';

/** Entity rows out of an Arrow stream or file. @throws INVALID_DATA */
export function frameFromArrow(bytes: Uint8Array): EntityFrame {
  const table = parse(bytes);
  const columns = new Map<string, readonly unknown[]>();
  let times: Micros[] | undefined;
  for (const { name, type } of table.schema.fields) {
    const vector = table.getChild(name);
    if (vector === null) continue;
    if (name === EVENT_TIME && arrow.DataType.isTimestamp(type)) times = microsOf(vector, type);
    columns.set(name, name === EVENT_TIME && times !== undefined ? times : valuesOf(vector));
  }
  return entityFrame(columns, times);
}

function parse(bytes: Uint8Array): arrow.Table {
  try {
    return arrow.tableFromIPC(bytes);
  } catch (cause) {
    throw new HeadroomError(
      'INVALID_DATA',
      `the body is no Arrow stream (${String(cause)}); write it with pyarrow.ipc.new_stream or the like`,
      { cause },
    );
  }
}

const valuesOf = (vector: arrow.Vector): unknown[] =>
  Array.from(vector, (value: unknown) => (value instanceof arrow.Vector ? [...value] : value));

const NANOS_PER_MICRO = 1_000n;
const MICROS_PER_UNIT: Partial<Record<arrow.TimeUnit, bigint>> = {
  [arrow.TimeUnit.SECOND]: 1_000_000n,
  [arrow.TimeUnit.MILLISECOND]: 1_000n,
  [arrow.TimeUnit.MICROSECOND]: 1n,
};

/** From the integers themselves: as numbers, times would lose what is below a millisecond. */
function microsOf(vector: arrow.Vector, { unit }: arrow.Timestamp): Micros[] {
  const perUnit = MICROS_PER_UNIT[unit];
  const toMicros = (value: bigint): Micros =>
    Number(perUnit === undefined ? value / NANOS_PER_MICRO : value * perUnit);
  if (vector.nullCount > 0) {
    throw new HeadroomError('INVALID_DATA', `entities: ${EVENT_TIME} must not be null`);
  }
  return vector.data.flatMap((chunk) => {
    const values: unknown = chunk.values;
    return values instanceof BigInt64Array ? Array.from(values, toMicros) : [];
  });
}
