import { HeadroomError } from '@headroom/contracts';
import type { ServingModel } from './serving-model.ts';

/** The model that answers now. Whoever works on a batch takes it once, so that a swap never cuts through a batch. */
export class ServedModel {
  #model: ServingModel | null = null;
  #isSettled = false;

  /** False until the log of models was read to where it ended at boot: until then no model does not mean none exists. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  get current(): ServingModel | null {
    return this.#model;
  }

  swap(model: ServingModel | null): void {
    this.#model = model;
  }

  settle(): void {
    this.#isSettled = true;
  }

  /** @throws NO_MODEL */
  required(): ServingModel {
    if (this.#model !== null) return this.#model;
    throw new HeadroomError(
      'NO_MODEL',
      this.#isSettled
        ? 'No version carries the alias champion yet, or none that can be loaded. Run the pipeline, or set the alias.'
        : 'The models are still being read. Ask again in a moment.',
    );
  }
}
