import {
  HeadroomError,
  type ObjectRef,
  type ServedVersion,
  type Snapshot,
} from '@headroom/contracts';
import {
  createScorer,
  ForecastingError,
  parseBundle,
  type ModelBundle,
  type RowScorer,
} from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';

export interface JudgedModel {
  readonly bundle: ModelBundle;
  readonly scorer: RowScorer;
  /** Of bundle and model file. */
  readonly bytes: number;
}

/** A registered model as it scores the rows of a snapshot; or why it cannot: other features, cadence, broken files. */
export async function openJudgedModel(
  version: ServedVersion,
  readText: (file: ObjectRef) => Promise<string>,
  snapshot: Snapshot,
  data: TrainingData,
): Promise<JudgedModel | string> {
  const what = `${version.name} version ${version.version}`;
  try {
    const bundle = parseBundle(await readText(version.bundle));
    const misfit = misfitOf(bundle, snapshot, data);
    if (misfit !== null) return `${what} ${misfit}`;
    const { uri, sha256, bytes } = bundle.model;
    const scorer = createScorer(bundle, await readText({ uri, sha256, bytes }));
    return {
      bundle,
      scorer: scorer.forColumns(bundle.columns),
      bytes: version.bundle.bytes + bytes,
    };
  } catch (error) {
    const isBroken =
      error instanceof ForecastingError ||
      (error instanceof HeadroomError && ['NOT_FOUND', 'INVALID_DATA'].includes(error.code));
    if (isBroken) return `${what} cannot be read: ${error.message}`;
    throw error;
  }
}

function misfitOf(bundle: ModelBundle, snapshot: Snapshot, data: TrainingData): string | null {
  if (bundle.cadenceMs !== snapshot.cadence_ms)
    return `was trained at a cadence of ${bundle.cadenceMs} ms, the data have ${snapshot.cadence_ms} ms`;
  if (bundle.featureService !== snapshot.feature_service)
    return `reads feature service ${bundle.featureService}, the run has ${snapshot.feature_service}`;
  if (bundle.definitionHash !== snapshot.definition_hash)
    return `was trained on feature definitions ${bundle.definitionHash}, the run has ${snapshot.definition_hash}`;
  const missing = bundle.columns.find((name) => !data.columns.has(name));
  return missing === undefined ? null : `reads ${missing}, which the run's data have not`;
}
