import { HeadroomError } from '@headroom/contracts';
import type { TableColumn } from '../feature-table.ts';
import { parseEventTime, type Micros } from '../online/event-time.ts';
import { shown, valueWriter } from '../online/value-text.ts';

/** The column of an entity row that says when it is looked at. */
export const EVENT_TIME = 'event_timestamp';

/** Entity rows as they were sent: every column with its values, and the event time of each row. */
export interface EntityFrame {
  readonly rows: number;
  readonly times: readonly Micros[];
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * @param times where the column of event times has been read already
 * @throws INVALID_DATA that names column and row
 */
export function entityFrame(
  columns: ReadonlyMap<string, readonly unknown[]>,
  times?: readonly Micros[],
): EntityFrame {
  const given = columns.get(EVENT_TIME);
  if (given === undefined) {
    throw invalid(`entities: column ${EVENT_TIME} is missing; every entity row needs its time`);
  }
  for (const [name, values] of columns) {
    if (values.length === given.length) continue;
    throw invalid(
      `entities: column ${name} has ${values.length} values, ${EVENT_TIME} has ${given.length}; give all columns one length`,
    );
  }
  return { rows: given.length, times: times ?? given.map(timeOf), columns };
}

/** As in Feast, a time of an entity row that has no zone is UTC. */
function timeOf(value: unknown, row: number): Micros {
  const time = typeof value === 'string' ? parseEventTime(value) : null;
  if (time !== null) return time.micros;
  throw invalid(
    `entities: ${EVENT_TIME} in row ${row} must be an RFC 3339 time such as 2026-01-31T12:00:00Z, is ${shown(value)}`,
  );
}

/** The columns as they came, for the answer. A column of mixed values is answered as text. */
export function echoed({ columns, times }: EntityFrame): TableColumn[] {
  return [...columns].map(([name, values]): TableColumn => {
    if (name === EVENT_TIME) return { name, type: 'event_time', times };
    const type = typeOf(values);
    if (type === 'float64') {
      return {
        name,
        type,
        numbers: Float64Array.from(values, (value) => (value as number | null) ?? NaN),
      };
    }
    const write = valueWriter(type);
    const texts = values.map((value) =>
      type === 'string' && value != null && typeof value !== 'string'
        ? JSON.stringify(shown(value))
        : write(value),
    );
    return { name, type, texts };
  });
}

function typeOf(values: readonly unknown[]): 'bool' | 'int64' | 'float64' | 'string' {
  const present = values.filter((value) => value != null);
  if (present.every((value) => typeof value === 'boolean')) return 'bool';
  if (present.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value))) {
    return 'int64';
  }
  return present.every((value) => typeof value === 'number') ? 'float64' : 'string';
}

const invalid = (message: string): HeadroomError => new HeadroomError('INVALID_DATA', message);
