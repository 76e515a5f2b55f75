import { HeadroomError } from '@headroom/contracts';
import type { DefinitionSet, FeatureView } from '@headroom/feature-definitions';
import type { DefinitionsInForce } from '../../domain/definitions-in-force.ts';
import type { Covered, OfflineRows, Wanted } from '../../domain/offline/offline-rows.ts';
import { fieldReader } from '../../domain/offline/field-reader.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import { rowsView } from '../../domain/online/view-rows.ts';

/** Puts the newest of what the engine computes back online. */
export interface EngineMaterializer {
  /** Newest vectors and windows with end up to this, epoch ms. Returns how many were written. */
  restore(upTo: number): Promise<number>;
}

export interface MaterializeOptions {
  readonly definitions: DefinitionsInForce;
  readonly offline: OfflineRows;
  readonly online: Pick<RowStore, 'write'>;
  readonly engine: EngineMaterializer;
}

export interface Materialized {
  readonly feature_view: string;
  /** Entities whose newest row was sent online. Those of the engine's views are counted under each view. */
  readonly entities: number;
}

const ROWS_PER_WRITE = 5_000;

/**
 * Offline → online: of each entity the newest row of a range of event times. The online store keeps what is newer there,
 * so it repeats harmlessly and runs beside pushes.
 */
export class Materialize {
  readonly #options: MaterializeOptions;

  constructor(options: MaterializeOptions) {
    this.#options = options;
  }

  /** @param views all that are online when left out. @throws NOT_FOUND for an unknown view */
  async full(start: Micros, end: Micros, views?: readonly string[]): Promise<Materialized[]> {
    return this.#each(views, end, (view, set) =>
      this.#write(view, set, wanted(start - 1, end, null)),
    );
  }

  /**
   * What has come in since the last time, told by arrival and not by event time: a row that was out of order, or of a time
   * beyond the last end, is taken the next time.
   */
  async incremental(end: Micros, views?: readonly string[]): Promise<Materialized[]> {
    const { offline } = this.#options;
    return this.#each(views, end, async (view, set) => {
      const beyond = await offline.covered(view.name);
      const done = await this.#write(view, set, wanted(-Infinity, end, beyond));
      // An end before the last one leaves a hole behind it: then what was covered stays as it was.
      if (end >= (beyond?.eventTime ?? -Infinity)) {
        await offline.cover(view.name, { arrival: done.arrival, eventTime: end });
      }
      return done;
    });
  }

  async #each(
    names: readonly string[] | undefined,
    end: Micros,
    work: (view: FeatureView, set: DefinitionSet) => Promise<{ readonly entities: number }>,
  ): Promise<Materialized[]> {
    const { set } = this.#options.definitions.current();
    const views = chosen(set, names);
    const done: Materialized[] = [];
    const restored = views.some(({ engine }) => engine !== undefined)
      ? await this.#options.engine.restore(end / 1000)
      : 0;
    for (const view of views) {
      const { entities } =
        view.engine === undefined ? await work(view, set) : { entities: restored };
      done.push({ feature_view: view.name, entities });
    }
    return done;
  }

  async #write(
    view: FeatureView,
    set: DefinitionSet,
    which: Wanted,
  ): Promise<{ entities: number; arrival: number }> {
    const { offline, online } = this.#options;
    const { rows, arrival } = await offline.newest(view.name, which);
    const layouts = await offline.layouts([...new Set(rows.map(({ layoutId }) => layoutId))]);
    const read = fieldReader(view.schema, layouts);
    const ofView = rowsView(set, view);
    for (let from = 0; from < rows.length; from += ROWS_PER_WRITE) {
      await online.write({
        view: ofView,
        rows: rows.slice(from, from + ROWS_PER_WRITE).map((row) => ({
          keys: [row.entity],
          eventTime: row.eventTime,
          hasZone: true,
          values: read(row),
        })),
      });
    }
    return { entities: rows.length, arrival };
  }
}

const EARLIEST = -8e15;

const wanted = (after: Micros, upTo: Micros, beyond: Covered | null): Wanted => ({
  after: Math.max(after, EARLIEST),
  upTo,
  beyond,
});

function chosen(set: DefinitionSet, names: readonly string[] | undefined): FeatureView[] {
  if (names === undefined) return set.definitions.feature_views.filter(({ online }) => online);
  return names.map((name) => {
    const view = set.view(name);
    if (view !== undefined) return view;
    throw new HeadroomError('NOT_FOUND', `there is no feature view ${name}; list them`);
  });
}
