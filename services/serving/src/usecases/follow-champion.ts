import { HeadroomError, TOPICS } from '@headroom/contracts';
import {
  decodeJson,
  OK,
  type BatchContext,
  type BatchHandler,
  type Delivered,
  type Outcome,
} from '@headroom/messaging';
import { followAlias } from '../domain/champion-history.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import { refusedChampion, type RefusedChampion } from '../domain/refused-champion.ts';
import { isSameVersion, type RegisteredVersion } from '../domain/registered-version.ts';
import type { ServedModel } from '../domain/served-model.ts';
import type { ServingModel } from '../domain/serving-model.ts';

export interface FollowChampionOptions {
  /** The alias to follow. */
  readonly alias: string;
  readonly served: ServedModel;
  /** Told of every event. */
  readonly catalog?: ModelCatalog;
  readonly load: (event: RegisteredVersion) => Promise<ServingModel>;
  /** Makes the predictions of a model that has just begun to serve. */
  readonly rescore?: (
    model: ServingModel,
    cause: Delivered,
    context: BatchContext,
  ) => Promise<void>;
  readonly onSwap: (model: ServingModel | null) => void;
  /** Tells of the version that carries the alias and cannot be served, and of none once that is over. */
  readonly onRefused?: (refused: RefusedChampion | null, cause: Delivered) => Promise<void>;
  /** A version that carries the alias cannot be served; the one before it stays. */
  readonly onBroken: (event: RegisteredVersion, error: unknown) => void;
}

/** Follows an alias through `models.events.v2`, read from its beginning: one partition, kept for good. */
export class FollowChampion {
  readonly #options: FollowChampionOptions;
  #history: readonly RegisteredVersion[] = [];
  /** Offset of the next event; whatever lies before it is known already. */
  #next = 0;
  #end = Infinity;
  #rescored: ServingModel | null = null;
  #told: RefusedChampion | null = null;

  constructor(options: FollowChampionOptions) {
    this.#options = options;
  }

  /** @param end where the log ends at boot: nothing is loaded before that, so that old champions are passed over */
  replayTo(end: number): void {
    this.#end = end;
    if (this.#next >= end) this.#options.served.settle();
  }

  readonly handle: BatchHandler = async (messages, context) => {
    const fresh = messages.filter(({ offset }) => offset >= this.#next);
    const last = fresh.at(-1);
    if (last === undefined) return messages.map(() => OK);
    const outcomes = new Map<Delivered, Outcome>();
    let history = this.#history;
    for (const message of fresh) {
      const decoded = decodeJson(TOPICS.modelsChanges, message);
      if (decoded.ok) {
        history = followAlias(this.#options.alias, history, decoded.data);
        this.#options.catalog?.apply(message.event.id, decoded.data);
      } else outcomes.set(message, decoded.rejection);
    }
    if (last.offset + 1 >= this.#end) await this.#serve(history, last, context);
    this.#history = history;
    this.#next = last.offset + 1;
    return messages.map((message) => outcomes.get(message) ?? OK);
  };

  /** Called again with the same history when it fails for want of a server. */
  async #serve(
    history: readonly RegisteredVersion[],
    cause: Delivered,
    context: BatchContext,
  ): Promise<void> {
    const { served, onSwap, onRefused, rescore } = this.#options;
    const isNews = history !== this.#history || !served.isSettled;
    const { current: before } = served;
    const { model, refused } = isNews
      ? await this.#newestThatLoads(history)
      : { model: before, refused: served.refused };
    served.swap(model, refused);
    if (model !== before) onSwap(model);
    served.settle();
    if (refused !== this.#told) await onRefused?.(refused, cause);
    this.#told = refused;
    if (model === this.#rescored) return;
    if (model !== null) await rescore?.(model, cause, context);
    this.#rescored = model;
  }

  /** With why it is not the newest. */
  async #newestThatLoads(
    history: readonly RegisteredVersion[],
  ): Promise<{ model: ServingModel | null; refused: RefusedChampion | null }> {
    const { served, load, onBroken } = this.#options;
    let refused: RefusedChampion | null = null;
    for (const event of history.toReversed()) {
      const { current } = served;
      if (isSameVersion(current?.registered, event)) return { model: current, refused };
      try {
        return { model: await load(event), refused };
      } catch (error) {
        if (error instanceof HeadroomError && error.retriable) throw error;
        onBroken(event, error);
        refused ??= refusedChampion(event, error);
      }
    }
    return { model: null, refused };
  }
}
