import { invalidParameter, MlflowError } from '../mlflow-error.ts';

export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof STAGES)[number];

/** A deleted version's row stays under this stage, so that its number is not used again. */
export const DELETED = 'Deleted_Internal';

/** @throws INVALID_PARAMETER_VALUE */
export function canonicalStage(stage: string): Stage {
  const known = STAGES.find((s) => s.toLowerCase() === stage.toLowerCase());
  if (known !== undefined) return known;
  throw invalidParameter(
    `Invalid Model Version stage: ${stage}. Value must be one of ${STAGES.join(', ')}.`,
  );
}

/** @throws INTERNAL_ERROR, as the genuine server does, for a stage whose versions are never archived by a transition */
export function checkArchiving(stage: string): void {
  const canonical = canonicalStage(stage);
  if (canonical === 'Staging' || canonical === 'Production') return;
  throw new MlflowError(
    'INTERNAL_ERROR',
    `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
  );
}
