import { HeadroomError, type ObjectRef, type TASKS, type TaskInstance } from '@headroom/contracts';
import type { z } from 'zod';
import { checkDataset } from '../domain/check-dataset.ts';
import type { ReportSink, TableSource } from '../domain/table-source.ts';

type Inputs = z.output<(typeof TASKS.validate_data)['inputs']>;
type Outputs = z.output<(typeof TASKS.validate_data)['outputs']>;

/** validate_data: checks a whole file, keeps the report, and fails for good where a check failed. */
export class ValidateDataset {
  readonly #tables: TableSource;
  readonly #reports: ReportSink;

  constructor(tables: TableSource, reports: ReportSink) {
    this.#tables = tables;
    this.#reports = reports;
  }

  /** @throws INVALID_DATA naming the first failed check; its details hold the report's reference */
  async execute(task: TaskInstance, inputs: Inputs): Promise<Outputs> {
    const { file } = inputs.dataset;
    const table = await this.#tables.read(file);
    const verdict = checkDataset(table, inputs.max_missing_share);
    const report = await this.#reports.put(reportKey(task), {
      file,
      rows: table.rows,
      max_missing_share: inputs.max_missing_share,
      ...verdict,
    });
    const failed = verdict.checks.filter((c) => c.status === 'failed');
    const [first] = failed;
    if (first !== undefined) throw refused(first.message, failed.length, report);
    return { report, checks: verdict.checks, declared: verdict.declared };
  }
}

function reportKey(task: TaskInstance): string {
  return `reports/validation_${task.run_id.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.json`;
}

function refused(message: string, count: number, report: ObjectRef): HeadroomError {
  const others = count > 1 ? ` (and ${count - 1} more)` : '';
  return new HeadroomError('INVALID_DATA', `${message}${others}; the report is ${report.uri}`, {
    details: { report },
  });
}
