import { SCALING_EVENTS, WORKLOAD_METRICS, type QualityCheck } from '@headroom/contracts';
import type { Column, RecordTable } from '../dataset.ts';
import { check } from './result.ts';

const EXPECTED = new Map<string, Column['kind']>([
  ['timestamp', 'number'],
  ['service_id', 'text'],
  ['cluster_id', 'text'],
  ['scaling_event', 'text'],
  ...WORKLOAD_METRICS.map((m) => [m.name, 'number'] as const),
]);

/** Every known column has its type, every row a time and a service, and labels come from their list. */
export function checkTypes(table: RecordTable): QualityCheck[] {
  const failures: QualityCheck[] = [];
  for (const [name, kind] of EXPECTED) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    if (column.kind !== kind) {
      failures.push(wrongType(table.file, name, kind, column));
    } else if (column.kind === 'number' && name === 'timestamp') {
      const row = column.values.findIndex((v) => Number.isNaN(v));
      if (row >= 0) failures.push(empty(table.file, name, row));
    } else if (column.kind === 'text' && name === 'service_id') {
      const row = column.values.findIndex((v) => v === null || v === '');
      if (row >= 0) failures.push(empty(table.file, name, row));
    } else if (column.kind === 'text' && name === 'scaling_event') {
      const row = column.values.findIndex((v) => v !== null && !isScalingEvent(v));
      if (row >= 0) {
        failures.push(
          check(
            'types',
            'failed',
            `${table.file}: scaling_event ${JSON.stringify(column.values[row])} in row ${row} is none of ${SCALING_EVENTS.join(', ')}`,
            { column: name, row },
          ),
        );
      }
    }
  }
  return failures.length > 0
    ? failures
    : [check('types', 'passed', `${table.file}: every column has its type`)];
}

function isScalingEvent(value: string): boolean {
  return (SCALING_EVENTS as readonly string[]).includes(value);
}

function empty(file: string, column: string, row: number): QualityCheck {
  return check(
    'types',
    'failed',
    `${file}: ${column} is empty in row ${row}; every row needs one`,
    {
      column,
      row,
    },
  );
}

function wrongType(file: string, name: string, kind: string, column: Column): QualityCheck {
  const row = column.values.findIndex((v) => v !== null && !Number.isNaN(v));
  const value = row >= 0 ? ` (row ${row}: ${JSON.stringify(column.values[row])})` : '';
  return check(
    'types',
    'failed',
    `${file}: ${name} holds ${column.kind}${value} where ${kind === 'number' ? 'numbers are' : 'text is'} expected`,
    { column: name, row: row >= 0 ? row : null },
  );
}
