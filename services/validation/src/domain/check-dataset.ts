import { WORKLOAD_METRICS, type QualityCheck } from '@headroom/contracts';
import { checkBounds } from './checks/bounds.ts';
import { checkDuplicates } from './checks/duplicates.ts';
import { checkMissing, type MissingRule } from './checks/missing.ts';
import { check } from './checks/result.ts';
import { checkTimeRange } from './checks/time-range.ts';
import { checkTimeOrder } from './checks/time-order.ts';
import { checkTypes } from './checks/types.ts';
import type { RecordTable } from './dataset.ts';

const REQUIRED = ['timestamp', 'service_id', 'cpu_utilization'];

export interface DatasetVerdict {
  readonly checks: QualityCheck[];
  /** Metrics with at least one value: what the data set declares. The others are absent, not missing. */
  readonly declared: string[];
  readonly passed: boolean;
}

/**
 * Every rule on a whole data set. Rules that need a column do not run where an earlier one found it absent or of the
 * wrong type, so that one cause gives one failure.
 */
export function checkDataset(table: RecordTable, missing: MissingRule): DatasetVerdict {
  const checks: QualityCheck[] = [nonEmpty(table), ...requiredColumns(table), ...checkTypes(table)];
  const broken = new Set(checks.filter((c) => c.status === 'failed').map((c) => c.column));
  const declared = declaredMetrics(table);
  for (const metric of WORKLOAD_METRICS) {
    const column = table.columns.get(metric.name);
    if (column?.kind !== 'number' || !declared.includes(metric.name)) continue;
    checks.push(checkBounds(table, metric, column.values));
    checks.push(checkMissing(table, metric.name, column.values, missing));
  }
  const time = table.columns.get('timestamp');
  const service = table.columns.get('service_id');
  if (time?.kind === 'number' && service?.kind === 'text' && !broken.has('timestamp')) {
    checks.push(checkTimeRange(table, time.values));
    checks.push(checkTimeOrder(table.file, time.values));
    checks.push(checkDuplicates(table.file, time.values, service.values));
  }
  return { checks, declared, passed: checks.every((c) => c.status !== 'failed') };
}

function nonEmpty({ file, rows }: RecordTable): QualityCheck {
  return rows > 0
    ? check('non_empty', 'passed', `${file}: ${rows} rows`, { observed: rows })
    : check('non_empty', 'failed', `${file}: no rows; send at least one record`, { observed: 0 });
}

function requiredColumns({ file, columns }: RecordTable): QualityCheck[] {
  const missing = REQUIRED.filter((name) => !columns.has(name));
  if (missing.length === 0) {
    return [check('required_columns', 'passed', `${file}: ${REQUIRED.join(', ')} are there`)];
  }
  const has = [...columns.keys()].join(', ') || 'none';
  return missing.map((name) =>
    check('required_columns', 'failed', `${file}: no column ${name} (columns: ${has})`, {
      column: name,
    }),
  );
}

function declaredMetrics({ columns }: RecordTable): string[] {
  return WORKLOAD_METRICS.map((m) => m.name).filter((name) => {
    const column = columns.get(name);
    return column?.kind === 'number' && column.values.some((v) => !Number.isNaN(v));
  });
}
