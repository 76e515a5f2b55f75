import type { Dataset, ObjectRef } from '@headroom/contracts';
import { checkDataset, type DatasetVerdict } from '../domain/check-dataset.ts';
import type { ReportSink, TableSource } from '../domain/table-source.ts';

export interface CheckedFile extends DatasetVerdict {
  readonly report: ObjectRef;
}

/** Checks a whole file and keeps the report, whatever the verdict. */
export class CheckFile {
  readonly #tables: TableSource;
  readonly #reports: ReportSink;
  readonly #cadenceMs: number;

  constructor(tables: TableSource, reports: ReportSink, cadenceMs: number) {
    this.#tables = tables;
    this.#reports = reports;
    this.#cadenceMs = cadenceMs;
  }

  /** @param reportName what is special to the report in its name */
  async execute(
    { file }: Pick<Dataset, 'file'>,
    maxMissingShare: number,
    reportName: string,
  ): Promise<CheckedFile> {
    const table = await this.#tables.read(file);
    const rule = { threshold: maxMissingShare, cadenceMs: this.#cadenceMs };
    const verdict = checkDataset(table, rule);
    const key = `reports/validation_${reportName.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.json`;
    const report = await this.#reports.put(key, {
      file,
      rows: table.rows,
      max_missing_share: maxMissingShare,
      ...verdict,
    });
    return { ...verdict, report };
  }
}
