import { createHash } from 'node:crypto';
import { HeadroomError, type Dataset, type MetricName } from '@headroom/contracts';
import { chooseMapping } from '../domain/import/choose-mapping.ts';
import { datasetOf, declaredBy } from '../domain/import/describe-rows.ts';
import type { FileRow } from '../domain/import/import-row.ts';
import { mappedMetrics, type Mapping } from '../domain/import/mapping.ts';
import { mergeRows } from '../domain/import/merge-rows.ts';
import type { ImportStore, InputFile, InputFiles, LeftOut } from '../domain/import/ports.ts';
import { readRows } from '../domain/import/read-rows.ts';

export interface UsedFile {
  readonly file: string;
  readonly rows: number;
  readonly services: number;
  readonly metrics: readonly MetricName[];
}

export interface StagedImport {
  readonly import_id: string;
  readonly dataset: Dataset;
  readonly used: readonly UsedFile[];
  readonly left_out: readonly LeftOut[];
  readonly declared: readonly MetricName[];
  /** Values that a later row of the same service and time replaced. */
  readonly replaced: number;
  /** Whether the same files were published before. */
  readonly published: boolean;
}

type ReadFile = UsedFile & { readonly records: readonly FileRow[] };

/**
 * Reads files into one staged data set. All or nothing: a file that breaks a rule refuses the import. The values
 * themselves are for validation to judge, before anything is published.
 */
export class ImportFiles {
  readonly #files: InputFiles;
  readonly #store: ImportStore;

  constructor(files: InputFiles, store: ImportStore) {
    this.#files = files;
    this.#store = store;
  }

  async execute(paths: readonly string[], mapping: Mapping | null): Promise<StagedImport> {
    const found = await this.#files.find(paths);
    const read: ReadFile[] = [];
    const leftOut = [...found.left_out];
    for (const file of found.files) {
      const records = await this.#read(file, mapping);
      if (records !== null) read.push(records);
      else leftOut.push({ file: file.name, reason: 'no mapping fits it; name one for it (--map)' });
    }
    const forecast = withCpu(read);
    const used = read.filter((file) => file.records.some((row) => forecast.has(row.service_id)));
    leftOut.push(...read.flatMap((file) => withoutCpu(file, forecast)));
    if (used.length === 0) throw nothingToUse(leftOut);
    const { rows, replaced } = mergeRows(
      used.flatMap((file) => file.records.filter((row) => forecast.has(row.service_id))),
    );
    const hash = hashOf(found.files, mapping);
    const published = await this.#store.isPublished(hash);
    return {
      import_id: hash,
      dataset: datasetOf(hash, await this.#store.stage(hash, rows), rows),
      used: used.map(({ file, rows, services, metrics }) => ({ file, rows, services, metrics })),
      left_out: leftOut,
      declared: declaredBy(rows),
      replaced,
      published,
    };
  }

  async #read(file: InputFile, mapping: Mapping | null): Promise<ReadFile | null> {
    const table = await this.#files.read(file);
    const chosen = chooseMapping(table, mapping);
    if (chosen === null) return null;
    const records = readRows(table, chosen.mapping, chosen.captures);
    return {
      file: file.name,
      rows: records.length,
      services: new Set(records.map((row) => row.service_id)).size,
      metrics: mappedMetrics(chosen.mapping).map(([name]) => name),
      records,
    };
  }
}

/** Services that have cpu in some file: the others cannot be forecast. */
function withCpu(files: readonly ReadFile[]): ReadonlySet<string> {
  const rows = files.flatMap((file) => file.records);
  return new Set(rows.filter((row) => row.cpu_utilization !== null).map((row) => row.service_id));
}

/** What of a file cannot be used: all of it, or some of its services. */
function withoutCpu({ file, records }: ReadFile, forecast: ReadonlySet<string>): LeftOut[] {
  const services = new Set(records.map((row) => row.service_id));
  const lacking = [...services].filter((service) => !forecast.has(service)).sort();
  if (lacking.length === 0) return [];
  const who = lacking.length === 1 ? 'service' : `${lacking.length} services`;
  const names = `${lacking.slice(0, 3).join(', ')}${lacking.length > 3 ? ' …' : ''}`;
  const fix = 'no cpu_utilization in any file; map it to a service that has';
  return [{ file, reason: `${who} ${names}: ${fix}` }];
}

function nothingToUse(leftOut: readonly LeftOut[]): HeadroomError {
  const reasons = leftOut.map(({ file, reason }) => `${file}: ${reason}`);
  return new HeadroomError(
    'INVALID_DATA',
    `no file can be imported. ${reasons.length > 0 ? reasons.join('; ') : 'There is none in these folders.'}`,
    { details: { left_out: leftOut } },
  );
}

/** The same files with the same mapping are the same import, wherever they lie. */
function hashOf(files: readonly InputFile[], mapping: Mapping | null): string {
  const inputs = files.map(({ name, sha256 }) => [name, sha256]);
  return createHash('sha256')
    .update(JSON.stringify([inputs, mapping]))
    .digest('hex')
    .slice(0, 12);
}
