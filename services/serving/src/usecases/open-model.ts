import { HeadroomError } from '@headroom/contracts';
import { CHAMPION } from '../domain/champion-history.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import { isSameVersion, type RegisteredVersion } from '../domain/registered-version.ts';
import type { ServedModel } from '../domain/served-model.ts';
import type { ServingModel } from '../domain/serving-model.ts';

/** Models in memory beside the champion: a booster of 300 trees takes some 2 MB. */
const KEPT = 8;

export interface OpenModelOptions {
  readonly served: ServedModel;
  readonly catalog: ModelCatalog;
  readonly load: (registered: RegisteredVersion) => Promise<ServingModel>;
}

/** Any registered version, read when it is first asked for and kept while it is among the last ones asked for. */
export class OpenModel {
  readonly #options: OpenModelOptions;
  readonly #kept = new Map<string, Promise<ServingModel>>();

  constructor(options: OpenModelOptions) {
    this.#options = options;
  }

  /**
   * @param name of a registered model, or `champion`: the one that serves
   * @param version a version or an alias; null: the name's champion, else its newest; of `champion` the one that serves, or null
   * @throws NO_MODEL, NOT_FOUND, MODEL_INVALID, CADENCE_MISMATCH, UNAVAILABLE
   */
  async open(name: string, version: string | null): Promise<ServingModel> {
    const { served, catalog } = this.#options;
    if (name === CHAMPION) return champion(served.required(), version);
    return this.#open(catalog.find(name, version));
  }

  /** What bore this name and number, though it be renamed or deleted since. @throws as `open` */
  async openPast(name: string, version: string): Promise<ServingModel> {
    return this.#open(this.#options.catalog.past(name, version));
  }

  /** What there is of it. @throws NO_MODEL, NOT_FOUND */
  versions(name: string): string[] {
    const { served, catalog } = this.#options;
    return name === CHAMPION ? [served.required().version] : catalog.versions(name);
  }

  async #open(registered: RegisteredVersion): Promise<ServingModel> {
    const { current } = this.#options.served;
    if (current !== null && isSameVersion(current.registered, registered)) return current;
    return this.#keep(registered);
  }

  async #keep(registered: RegisteredVersion): Promise<ServingModel> {
    const key = JSON.stringify([registered.name, registered.version, registered.bundle.sha256]);
    const loading = this.#kept.get(key) ?? this.#options.load(registered);
    // Asked for last, so forgotten last.
    this.#kept.delete(key);
    this.#kept.set(key, loading);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    try {
      return await loading;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }
}

/** A client that pins a version must not be answered by another. @throws NOT_FOUND */
function champion(serves: ServingModel, version: string | null): ServingModel {
  if (version === null || version === CHAMPION || version === serves.version) return serves;
  throw new HeadroomError(
    'NOT_FOUND',
    `version ${JSON.stringify(version)} is not the champion, which is ${serves.name} version ${serves.version}; ask for the version by the name of its model.`,
  );
}
