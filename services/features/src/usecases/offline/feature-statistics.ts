import { HeadroomError } from '@headroom/contracts';
import type { FeatureView } from '@headroom/feature-definitions';
import { aggregateBuckets, BatchEngine, FeatureMatrix, latenessMs } from '@headroom/feature-engine';
import type { DefinitionsInForce } from '../../domain/definitions-in-force.ts';
import { groupBy } from '../../domain/group-by.ts';
import { describeNumbers, type ValueStatistics } from '../../domain/offline/describe-values.ts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import { fieldReader } from '../../domain/offline/field-reader.ts';
import type { NewestMembers } from '../../domain/offline/newest-members.ts';
import type { OfflineRows } from '../../domain/offline/offline-rows.ts';
import { numberOf } from '../../domain/online/read-value.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import { windowValues } from '../../domain/window-version.ts';
import { LONGEST_LOOKBACK_MS } from '../../domain/windows.ts';
import { engineIndices } from '../online/engine-indices.ts';

export interface ViewStatistics {
  readonly rows: number;
  /** Event time of the newest row, epoch ms; null without one. */
  readonly newest: number | null;
  readonly features: readonly ({ readonly name: string } & ValueStatistics)[];
}

/** Event times after `after`, up to `upTo`, epoch ms. */
export interface StatisticsRange {
  readonly after: number;
  readonly upTo: number;
}

export interface FeatureStatisticsOptions {
  readonly definitions: DefinitionsInForce;
  readonly offline: Pick<OfflineRows, 'scan' | 'layouts'>;
  readonly history: EngineHistory;
  readonly members: NewestMembers;
  readonly cadenceMs: number;
}

interface Values {
  readonly newest: number | null;
  /** By field. */
  readonly columns: readonly (Float64Array | readonly ValueText[])[];
}

const SERVICES_PER_READ = 50;
const MOST_ROWS = 1_000_000;
const NUMERIC = ['bool', 'int32', 'int64', 'float32', 'float64', 'unix_timestamp'];

/** What the values of a view's features are like over a stretch of event time, offline. */
export class FeatureStatistics {
  readonly #options: FeatureStatisticsOptions;

  constructor(options: FeatureStatisticsOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND; INVALID_REQUEST for a view that is computed when it is read */
  async of(name: string, range: StatisticsRange): Promise<ViewStatistics> {
    const { set } = this.#options.definitions.current();
    const view = set.view(name);
    if (view === undefined) {
      if (set.onDemandView(name) === undefined) {
        throw new HeadroomError('NOT_FOUND', `there is no feature view ${name}; list them`);
      }
      throw new HeadroomError(
        'INVALID_REQUEST',
        `${name} is computed when it is read; ask for the statistics of its inputs`,
      );
    }
    const { newest, columns } = await this.#values(view, range);
    return {
      rows: columns[0]?.length ?? 0,
      newest,
      features: view.schema.map(({ name, type }, i) => ({
        name,
        ...described(columns[i] ?? [], NUMERIC.includes(type)),
      })),
    };
  }

  #values(view: FeatureView, range: StatisticsRange): Promise<Values> {
    if (view.engine === 'vector') return this.#vectors(view, range);
    return view.engine === 'cluster' ? this.#windows(view, range) : this.#rows(view, range);
  }

  async #rows(view: FeatureView, { after, upTo }: StatisticsRange): Promise<Values> {
    const { offline } = this.#options;
    const rows = await offline.scan(view.name, after * 1000, upTo * 1000, MOST_ROWS + 1);
    refuseTooMany(rows.length);
    const layouts = await offline.layouts([...new Set(rows.map(({ layoutId }) => layoutId))]);
    const read = fieldReader(view.schema, layouts);
    const texts = rows.map(read);
    return {
      newest: rows.reduce<number | null>(
        (max, row) => Math.max(max ?? 0, row.eventTime / 1000),
        null,
      ),
      columns: view.schema.map((_, i) => texts.map((row) => row[i] ?? NULL)),
    };
  }

  async #vectors(view: FeatureView, { after, upTo }: StatisticsRange): Promise<Values> {
    const { history, members, cadenceMs } = this.#options;
    const indices = engineIndices('vector', view.schema);
    const parts: Float64Array[][] = [];
    const services = await members.services(upTo);
    const engine = new BatchEngine(cadenceMs);
    const from = after - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs);
    let newest: number | null = null;
    let rows = 0;
    for (let first = 0; first < services.length; first += SERVICES_PER_READ) {
      const ids = services.slice(first, first + SERVICES_PER_READ).map(({ id }) => id);
      const records = groupBy(
        await history.records(ids, { after: from, upTo }, null),
        ({ serviceId }) => serviceId,
      );
      for (const own of records.values()) {
        const buckets = aggregateBuckets(own, cadenceMs);
        const matrix = new FeatureMatrix(buckets.ends.length);
        const { ends, columns } = engine.append(buckets, matrix);
        const begin = ends.findIndex((end) => end > after);
        const past = ends.findLastIndex((end) => end <= upTo) + 1;
        if (begin < 0 || past <= begin) continue;
        newest = Math.max(newest ?? 0, ends[past - 1] ?? 0);
        rows += past - begin;
        refuseTooMany(rows);
        parts.push(indices.map((i) => (columns[i] ?? new Float64Array()).slice(begin, past)));
      }
    }
    return { newest, columns: view.schema.map((_, i) => joined(parts.map((part) => part[i]))) };
  }

  async #windows(view: FeatureView, range: StatisticsRange): Promise<Values> {
    const { history, members } = this.#options;
    const clusters = await members.clusters(range.upTo);
    const ids = clusters.map(({ id }) => id);
    const windows = await history.windows(ids, range, null);
    refuseTooMany(windows.length);
    const values = windows.map(windowValues);
    const indices = engineIndices('cluster', view.schema);
    return {
      newest: windows.reduce<number | null>((max, { end }) => Math.max(max ?? 0, end), null),
      columns: indices.map((i) => Float64Array.from(values, (row) => row[i] ?? NaN)),
    };
  }
}

function refuseTooMany(rows: number): void {
  if (rows <= MOST_ROWS) return;
  throw new HeadroomError(
    'INVALID_REQUEST',
    `over ${MOST_ROWS} rows lie in the range; ask for a shorter one`,
  );
}

function described(
  column: Float64Array | readonly ValueText[],
  isNumeric: boolean,
): ValueStatistics {
  if (column instanceof Float64Array) return describeNumbers(column);
  if (isNumeric) return describeNumbers(Float64Array.from(column, countable));
  const missing = column.filter((text) => text === NULL).length;
  return { count: column.length, missing, numbers: null };
}

/** True and false count as 1 and 0. */
const countable = (text: ValueText): number =>
  text === 'true' || text === 'false' ? Number(text === 'true') : numberOf(text);

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    all.set(part, at);
    at += part.length;
  }
  return all;
}
