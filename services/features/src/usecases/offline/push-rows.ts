import { HeadroomError } from '@headroom/contracts';
import type { FeatureView } from '@headroom/feature-definitions';
import type { DefinitionsInForce } from '../../domain/definitions-in-force.ts';
import type { OfflineRows } from '../../domain/offline/offline-rows.ts';
import { eventTimeText } from '../../domain/online/event-time.ts';
import { parseRows, type DataFrame } from '../../domain/online/parse-rows.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import { hasValues, rowsView, type ViewRows } from '../../domain/online/view-rows.ts';

export type PushTarget = 'online' | 'offline' | 'online_and_offline';

export interface PushRowsOptions {
  readonly definitions: DefinitionsInForce;
  readonly offline: Pick<OfflineRows, 'append'>;
  readonly online: Pick<RowStore, 'write'>;
  /** The machine's clock, epoch milliseconds. */
  readonly now: () => number;
}

/** How far a producer's clock may be ahead of ours. */
const MOST_AHEAD_MIN = 5;

/** Rows from outside into the views they belong to. */
export class PushRows {
  readonly #options: PushRowsOptions;

  constructor(options: PushRowsOptions) {
    this.#options = options;
  }

  /**
   * Into every view of a push source.
   * @throws NOT_FOUND when no view has this source; INVALID_DATA for rows that are not of the views' types
   */
  async push(source: string, frame: DataFrame, to: PushTarget): Promise<void> {
    const views = this.#options.definitions.current().set.viewsOfSource(source);
    if (views.length === 0) {
      throw new HeadroomError('NOT_FOUND', `no feature view has the push source ${source}`);
    }
    await this.#write(views, frame, to);
  }

  /**
   * Into one view.
   * @throws NOT_FOUND; INVALID_DATA for rows that are not of the view's types
   */
  async write(view: FeatureView, frame: DataFrame, to: PushTarget): Promise<void> {
    await this.#write([view], frame, to);
  }

  /**
   * All rows of all views are read before the first is written. Order of effects: Postgres, then Redis. Both keep the
   * first row of an entity and event time, so that a push that was cut off can be sent again.
   */
  async #write(views: readonly FeatureView[], frame: DataFrame, to: PushTarget): Promise<void> {
    const { definitions, offline, online } = this.#options;
    const { set } = definitions.current();
    const parsed = views.map((view) => {
      refuseComputed(view);
      const ofView = rowsView(set, view);
      return { view, rows: { view: ofView, rows: parseRows(ofView, frame) } };
    });
    for (const { rows } of parsed) refuseFuture(rows, this.#options.now());
    if (to !== 'online') for (const { rows } of parsed) refuseNaive(rows);
    if (to !== 'online') for (const { rows } of parsed) await offline.append(rows);
    if (to === 'offline') return;
    for (const { view, rows } of parsed) {
      if (view.online && hasValues(rows)) await online.write(rows);
    }
  }
}

function refuseComputed({ name, engine }: FeatureView): void {
  if (engine === undefined) return;
  throw new HeadroomError(
    'CONFLICT',
    `feature view ${name} is computed from workload records; send those to ingestion, not its rows`,
  );
}

/** A row of the future would stand before all that is true. Data with a clock of its own may be of any time. */
function refuseFuture({ view, rows }: ViewRows, now: number): void {
  if (view.ttlClock === 'event') return;
  const latest = (now + MOST_AHEAD_MIN * 60_000) * 1000;
  const row = rows.findIndex(({ eventTime }) => eventTime > latest);
  const time = rows[row]?.eventTime;
  if (time === undefined) return;
  throw new HeadroomError(
    'INVALID_DATA',
    `${view.timestampField} of feature view ${view.name}, row ${row}: ${eventTimeText(time)} lies over ${MOST_AHEAD_MIN} minutes ahead of the clock; correct the producer's clock, or give the view ttl_clock: event`,
  );
}

/** A time without a zone means another instant on every machine: what is kept for good must not be a guess. */
function refuseNaive({ view, rows }: ViewRows): void {
  const row = rows.findIndex(({ hasZone }) => !hasZone);
  if (row < 0) return;
  throw new HeadroomError(
    'INVALID_DATA',
    `${view.timestampField} of feature view ${view.name}, row ${row}: has no time zone; end it in Z or an offset such as +02:00`,
  );
}
