import {
  all,
  modelVersions,
  registeredModels,
  runById,
  type MlflowServer,
  type ModelVersion,
  type Run,
} from '@headroom/client';

/** A model version and the features it was trained on. */
export interface TrainedOn {
  readonly model: string;
  readonly version: string;
  readonly feature_service: string;
  /** Of the features' definitions at that time, where it was noted. */
  readonly definition_hash: string | null;
}

const SERVICE = 'feature_service';

/**
 * Versions of registered models that were trained on any of these feature services: told by a tag
 * `headroom.feature_service` of the version, or by the parameter `feature_service` of its run or that run's parent.
 */
export async function versionsTrainedOn(
  server: MlflowServer,
  services: ReadonlySet<string>,
): Promise<TrainedOn[]> {
  const known = new Map<string, Run>();
  const found: TrainedOn[] = [];
  for (const { name } of await all(registeredModels(server))) {
    for (const version of await all(modelVersions(server, name))) {
      const runs = version.run_id === '' ? [] : await runsOf(server, version.run_id, known);
      const feature_service = serviceOf(version, runs);
      if (feature_service === undefined || !services.has(feature_service)) continue;
      const definition_hash =
        valueOf(version.tags, 'headroom.definition_hash') ??
        firstOf(runs, (run) => valueOf(run.data.tags, 'headroom.definition_hash'));
      found.push({
        model: name,
        version: version.version,
        feature_service,
        definition_hash: definition_hash ?? null,
      });
    }
  }
  return found;
}

const serviceOf = (version: ModelVersion, runs: readonly Run[]): string | undefined =>
  valueOf(version.tags, `headroom.${SERVICE}`) ??
  firstOf(runs, (run) => valueOf(run.data.params, SERVICE));

/** A run and its parent, each asked for once. */
async function runsOf(
  server: MlflowServer,
  runId: string,
  known: Map<string, Run>,
): Promise<Run[]> {
  const run = known.get(runId) ?? (await runById(server, runId));
  known.set(runId, run);
  const parentId = valueOf(run.data.tags, 'mlflow.parentRunId');
  return parentId === undefined ? [run] : [run, ...(await runsOf(server, parentId, known))];
}

type Pairs = readonly { readonly key: string; readonly value: string }[];

const valueOf = (pairs: Pairs, key: string): string | undefined =>
  pairs.find((pair) => pair.key === key)?.value;

const firstOf = <T>(runs: readonly Run[], of: (run: Run) => T | undefined): T | undefined =>
  runs.map(of).find((value) => value !== undefined);
