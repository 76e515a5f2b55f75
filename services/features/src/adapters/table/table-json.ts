import type { FeatureTable, TableColumn } from '../../domain/feature-table.ts';
import { eventTimeText } from '../../domain/online/event-time.ts';
import { floatText, NULL } from '../../domain/online/value-text.ts';

/** `{"columns": {name: [values]}, "metadata": {"rows"}}`; values as the online read answers them. */
export function tableToJson({ rows, columns }: FeatureTable): string {
  const parts = columns.map((column) => `${JSON.stringify(column.name)}:[${cells(column)}]`);
  return `{"columns":{${parts.join(',')}},"metadata":{"rows":${rows}}}`;
}

function cells(column: TableColumn): string {
  if ('texts' in column) return column.texts.join(',');
  if ('times' in column) return column.times.map((time) => `"${eventTimeText(time)}"`).join(',');
  return Array.from(column.numbers, (value) =>
    Number.isNaN(value) ? NULL : floatText(value),
  ).join(',');
}
