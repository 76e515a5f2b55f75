import { HeadroomError } from '@headroom/contracts';
import type { RefusedChampion } from './refused-champion.ts';
import type { ServingModel } from './serving-model.ts';

/** The model that answers now. Whoever works on a batch takes it once, so that a swap never cuts through a batch. */
export class ServedModel {
  #model: ServingModel | null = null;
  #refused: RefusedChampion | null = null;
  #isSettled = false;

  /** False until the log of models was read to where it ended at boot: until then no model does not mean none exists. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  get current(): ServingModel | null {
    return this.#model;
  }

  /** Why `current` is not the version that the registry calls so; null where it is. */
  get refused(): RefusedChampion | null {
    return this.#refused;
  }

  swap(model: ServingModel | null, refused: RefusedChampion | null = null): void {
    this.#model = model;
    this.#refused = refused;
  }

  settle(): void {
    this.#isSettled = true;
  }

  /** @throws NO_MODEL */
  required(): ServingModel {
    if (this.#model !== null) return this.#model;
    throw new HeadroomError('NO_MODEL', this.#whyNone());
  }

  #whyNone(): string {
    if (!this.#isSettled) return 'The models are still being read. Ask again in a moment.';
    if (this.#refused === null)
      return 'No version carries the alias champion yet. Run the pipeline, or set the alias.';
    const { name, version, detail } = this.#refused;
    return `${name} version ${version} carries the alias champion and cannot be loaded: ${detail} Set the alias to a version that can.`;
  }
}
