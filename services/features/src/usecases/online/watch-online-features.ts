import { HeadroomError } from '@headroom/contracts';
import type { OnlineKey, OnlineStore } from '@headroom/storage';
import type { RowStore } from '../../domain/online/row-store.ts';
import { engineKeys } from './engine-columns.ts';
import { EntityColumns, type EntityValues } from './entity-columns.ts';
import type { ReadPlan } from './read-plan.ts';

export interface WatchOnlineFeaturesOptions {
  readonly rows: Pick<RowStore, 'keyOf' | 'watch'>;
  readonly engine: Pick<OnlineStore, 'watch'>;
}

/** Each is a channel of Redis for as long as somebody listens. */
const MOST_ROWS = 1_000;

/** Tells when the answer to a read is no longer the newest. */
export class WatchOnlineFeatures {
  readonly #options: WatchOnlineFeaturesOptions;

  constructor(options: WatchOnlineFeaturesOptions) {
    this.#options = options;
  }

  /**
   * Calls back after each change of a row that the plan reads for these entities, until the returned function is called.
   * @throws INVALID_REQUEST for too many rows; UNAVAILABLE
   */
  async watch(plan: ReadPlan, values: EntityValues, changed: () => void): Promise<() => void> {
    const { rows, engine } = this.#options;
    const { stored, computed } = this.#keys(plan, new EntityColumns(plan, values));
    if (stored.size + computed.size > MOST_ROWS) {
      throw new HeadroomError(
        'INVALID_REQUEST',
        `entities: ${stored.size + computed.size} rows are more than the ${MOST_ROWS} that one stream watches; open several`,
      );
    }
    const begun = await Promise.allSettled([
      ...[...stored].map((key) => rows.watch(key, changed)),
      ...[...computed.values()].map((key) => engine.watch(key, changed)),
    ]);
    const stop = (): void => {
      for (const one of begun) if (one.status === 'fulfilled') one.value();
    };
    const failed = begun.find((one) => one.status === 'rejected');
    if (failed === undefined) return stop;
    stop();
    throw failed.reason;
  }

  /** Each once: views share the rows of the engine. */
  #keys(plan: ReadPlan, entities: EntityColumns) {
    const stored = new Set<string>();
    const computed = new Map<string, OnlineKey>();
    for (const view of plan.views) {
      if (view.kind === 'on_demand') continue;
      if (view.kind === 'rows') {
        for (const entity of entities.entities(view.keys)) {
          stored.add(this.#options.rows.keyOf(view.view, entity));
        }
      } else {
        for (const key of engineKeys(view, entities))
          computed.set(`${key.view}:${key.entity}`, key);
      }
    }
    return { stored, computed };
  }
}
