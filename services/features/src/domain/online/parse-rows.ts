import type { Field } from '@headroom/feature-definitions';
import { HeadroomError } from '@headroom/contracts';
import { parseEventTime, type EventTime } from './event-time.ts';
import { NULL, shown, valueWriter, type ValueText } from './value-text.ts';
import type { RowsView, ViewRow } from './view-rows.ts';

/** A data frame as clients send it: values by column, all columns of the same length. */
export type DataFrame = Readonly<Record<string, readonly unknown[]>>;

/**
 * Columns that the view does not have are left aside.
 * @throws INVALID_DATA that names the view, the column and the first wrong row
 */
export function parseRows(view: RowsView, frame: DataFrame): ViewRow[] {
  const columns = Object.entries(frame);
  const count = columns[0]?.[1].length ?? 0;
  if (columns.length === 0) return [];
  for (const [name, values] of columns) {
    if (values.length !== count) {
      throw invalid(
        `All arrays must be of the same length: ${columns[0]?.[0]} has ${count} values, ${name} has ${values.length}.`,
      );
    }
  }
  const times = column(view, frame, view.timestampField).map((value, row) =>
    eventTime(view, value, row),
  );
  const keys = view.joinKeys.map((field) => texts(view, field, frame, true));
  const values = view.schema.map((field) => texts(view, field, frame, false));
  return times.map(({ micros, hasZone }, row) => ({
    keys: keys.map((all) => all[row] ?? NULL),
    eventTime: micros,
    hasZone,
    values: values.map((all) => all[row] ?? NULL),
  }));
}

function column(view: RowsView, frame: DataFrame, name: string): readonly unknown[] {
  const values = frame[name];
  if (values !== undefined) return values;
  const needed = [...view.joinKeys, ...view.schema].map((field) => field.name);
  throw invalid(
    `Column ${name} is missing: a row of feature view ${view.name} needs ${[...needed, view.timestampField].join(', ')}.`,
  );
}

function texts(view: RowsView, field: Field, frame: DataFrame, isKey: boolean): ValueText[] {
  const write = valueWriter(field.type);
  return column(view, frame, field.name).map((value, row) => {
    let text: ValueText;
    try {
      text = write(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw invalid(`${field.name} of feature view ${view.name}, row ${row}: ${error.message}.`);
    }
    if (isKey && text === NULL) {
      throw invalid(
        `${field.name} of feature view ${view.name}, row ${row}: a join key must not be null.`,
      );
    }
    return text;
  });
}

function eventTime(view: RowsView, value: unknown, row: number): EventTime {
  const time = typeof value === 'string' ? parseEventTime(value) : null;
  if (time !== null) return time;
  throw invalid(
    `${view.timestampField} of feature view ${view.name}, row ${row}: must be an RFC 3339 time such as 2026-01-31T12:00:00Z, is ${shown(value)}.`,
  );
}

const invalid = (message: string): HeadroomError => new HeadroomError('INVALID_DATA', message);
