import { TARGET_HORIZON_MS } from '@headroom/feature-engine';
import { CHAMPION } from '../domain/champion-history.ts';
import type { ServedModel } from '../domain/served-model.ts';

/** What answers, and beside it what should by the registry, where that cannot be loaded. @throws NO_MODEL */
export function describeModel(served: ServedModel) {
  const { name, version, runId, algorithm, sha256, bundle, needsCluster } = served.required();
  const { refused } = served;
  return {
    name,
    version,
    alias: refused === null ? CHAMPION : null,
    champion: {
      name: refused?.name ?? name,
      version: refused?.version ?? version,
      refused: refused && { code: refused.code, detail: refused.detail },
    },
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
