import type { DefinitionsInForce } from '../../domain/definitions-in-force.ts';
import { batchViewOf, type BatchRows, type BatchView } from '../../domain/offline/batch-rows.ts';
import type {
  AsOf,
  Covered,
  NewestRows,
  OfflineRows,
  Probes,
  StoredRow,
  Wanted,
} from '../../domain/offline/offline-rows.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { rowLayout, type RowLayout } from '../../domain/online/row-text.ts';
import type { ViewRows } from '../../domain/online/view-rows.ts';

/** Each read looks through the whole of a file or table. */
const PROBES_PER_SCAN = 100_000;

/** Pushed rows together with those of the file or table behind a view. At one event time the pushed row counts. */
export class WithBatchSources implements OfflineRows {
  readonly #pushed: OfflineRows;
  readonly #batch: BatchRows;
  readonly #definitions: DefinitionsInForce;

  constructor(pushed: OfflineRows, batch: BatchRows, definitions: DefinitionsInForce) {
    this.#pushed = pushed;
    this.#batch = batch;
    this.#definitions = definitions;
  }

  append(rows: ViewRows): Promise<number> {
    return this.#pushed.append(rows);
  }

  probesPerRead(view: string): number {
    return this.#behind(view) === null ? this.#pushed.probesPerRead(view) : PROBES_PER_SCAN;
  }

  async asOf(view: string, probes: Probes, asOf: AsOf): Promise<(StoredRow | null)[]> {
    const behind = this.#behind(view);
    const pushed = this.#pushed.asOf(view, probes, asOf);
    if (behind === null) return pushed;
    const [own, others] = await Promise.all([
      pushed,
      this.#batch.asOf(behind, probes, asOf.knownAt),
    ]);
    return own.map((row, i) => {
      const other = others[i] ?? null;
      const isOld = other !== null && other.eventTime < (probes.times[i] ?? NaN) - asOf.ttl;
      return other === null || isOld ? row : newer(row, other);
    });
  }

  async newest(view: string, wanted: Wanted): Promise<NewestRows> {
    const behind = this.#behind(view);
    const pushed = await this.#pushed.newest(view, wanted);
    if (behind === null) return pushed;
    // Such a table does not tell what came in since: all of it is looked at, and nothing late is missed.
    const rows = new Map(pushed.rows.map((row) => [row.entity, row]));
    for (const row of await this.#batch.newest(behind, wanted.after, wanted.upTo)) {
      rows.set(row.entity, newer(rows.get(row.entity) ?? null, row));
    }
    return { rows: [...rows.values()], arrival: pushed.arrival };
  }

  async scan(view: string, after: Micros, upTo: Micros, limit: number): Promise<StoredRow[]> {
    const behind = this.#behind(view);
    const pushed = await this.#pushed.scan(view, after, upTo, limit);
    if (behind === null || pushed.length >= limit) return pushed;
    return [...pushed, ...(await this.#batch.scan(behind, after, upTo, limit - pushed.length))];
  }

  covered(view: string): Promise<Covered | null> {
    return this.#pushed.covered(view);
  }

  cover(view: string, covered: Covered): Promise<void> {
    return this.#pushed.cover(view, covered);
  }

  /** Rows of batch sources lie in the layouts of today's schemas, which the store may never have seen. */
  async layouts(ids: readonly string[]): Promise<Map<string, RowLayout>> {
    const { set } = this.#definitions.current();
    const today = new Map(
      set.definitions.feature_views
        .filter((view) => batchViewOf(set, view) !== null)
        .map(({ schema }) => rowLayout(schema))
        .filter(({ id }) => ids.includes(id))
        .map((layout) => [layout.id, layout]),
    );
    const others = await this.#pushed.layouts(ids.filter((id) => !today.has(id)));
    return new Map([...today, ...others]);
  }

  #behind(name: string): BatchView | null {
    const { set } = this.#definitions.current();
    const view = set.view(name);
    return view === undefined ? null : batchViewOf(set, view);
  }
}

const newer = (pushed: StoredRow | null, other: StoredRow): StoredRow =>
  pushed === null || other.eventTime > pushed.eventTime ? other : pushed;
