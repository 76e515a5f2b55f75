import { METRICS, type WorkloadRecord } from '@headroom/feature-engine';
import { CommandError } from '../command-error.ts';

/** What stands in a row of a workload file, as it was written: null where there is nothing. */
export interface WorkloadRow {
  /** RFC 3339 or epoch milliseconds. */
  readonly timestamp: string | number | null;
  readonly serviceId: string | null;
  readonly clusterId: string | null;
  /** In the order of METRICS. */
  readonly metrics: readonly (string | number | null)[];
}

/** Records by service. The order of a file's rows is the order in which they arrived. */
export class WorkloadRecords {
  readonly byService = new Map<string, WorkloadRecord[]>();
  readonly #file: string;
  #rows = 0;

  /** @param file for messages */
  constructor(file: string) {
    this.#file = file;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @throws CommandError that names file, row and column */
  add(row: WorkloadRow): void {
    const { serviceId, clusterId, metrics } = row;
    const arrivalSeq = this.#rows++;
    if (serviceId === null || serviceId === '') throw this.#wrong('service_id', serviceId);
    const record: WorkloadRecord = {
      timestamp: this.#time(row.timestamp),
      arrivalSeq,
      metrics: Float64Array.from(METRICS, ({ name }, m) => this.#number(name, metrics[m] ?? null)),
      scalingEvent: 'none',
      clusterId: clusterId ?? 'default',
    };
    const known = this.byService.get(serviceId);
    if (known === undefined) this.byService.set(serviceId, [record]);
    else known.push(record);
  }

  #time(value: string | number | null): number {
    const ms =
      typeof value === 'number' || value === null || /^\d+$/.test(value)
        ? Number(value ?? NaN)
        : Date.parse(withZone(value));
    if (Number.isFinite(ms)) return ms;
    throw this.#wrong('timestamp', value);
  }

  #number(name: string, value: string | number | null): number {
    if (value === null || value === '') return NaN;
    const number = Number(value);
    // NaN itself is a missing number in files of columns.
    if (typeof value === 'number' || !Number.isNaN(number)) return number;
    throw this.#wrong(name, value);
  }

  #wrong(column: string, value: string | number | null): CommandError {
    const what = value === null || value === '' ? 'is empty' : `is ${JSON.stringify(value)}`;
    const fix = column === 'timestamp' ? 'a time in RFC 3339 or epoch milliseconds' : 'a value';
    return new CommandError(
      'INVALID_DATA',
      `${this.#file}: row ${this.#rows}: ${column} ${what}; give ${fix}`,
    );
  }
}

/** A time without a zone is UTC, as in files of columns. */
const withZone = (text: string): string =>
  /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`;
