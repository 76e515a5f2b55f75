import { TARGET_HORIZON_MS } from '@headroom/feature-engine';
import { CHAMPION } from '../domain/champion-history.ts';
import type { ServedModel } from '../domain/served-model.ts';

/** What is loaded. @throws NO_MODEL */
export function describeModel(served: ServedModel) {
  const { name, version, runId, algorithm, sha256, bundle, needsCluster } = served.required();
  return {
    name,
    version,
    alias: CHAMPION,
    run_id: runId,
    algorithm,
    sha256,
    definition_hash: bundle.definitionHash,
    cadence_ms: bundle.cadenceMs,
    horizon_ms: TARGET_HORIZON_MS,
    feature_service: bundle.featureService,
    columns: bundle.columns.length,
    declared: bundle.declared,
    needs_cluster: needsCluster,
    library: bundle.library,
    trained_as_of: bundle.trainingData.asOf,
  };
}
