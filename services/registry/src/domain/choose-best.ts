import { HeadroomError, type RegisteredModel } from '@headroom/contracts';

/** The model with the least validation MAE; of equal ones the first by name, so that a repetition chooses the same. */
export function chooseBest(models: readonly RegisteredModel[]): RegisteredModel {
  const ranked = models
    .filter((m) => Number.isFinite(m.validation_mae))
    .toSorted((a, b) => a.validation_mae - b.validation_mae || a.name.localeCompare(b.name));
  const best = ranked[0];
  if (best === undefined) {
    throw new HeadroomError(
      'INVALID_DATA',
      'trained: no model has a finite validation MAE, so there is no challenger; look at the training logs',
    );
  }
  return best;
}
