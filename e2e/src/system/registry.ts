import { Experiments, ModelVersions, RegistryRuns } from './answers.ts';
import { call } from './http.ts';

/** All that the registry holds of runs and versions. */
export async function registryState(url: string) {
  const { experiments } = await call(`${url}/api/v1/experiments`, Experiments);
  const lists = await Promise.all(
    experiments.map(({ experiment_id }) =>
      call(`${url}/api/v1/experiments/${experiment_id}/runs?limit=1000`, RegistryRuns),
    ),
  );
  const runs = lists.flatMap((list) => list.runs);
  const parentOf = ({ tags }: (typeof runs)[number]) => tags['mlflow.parentRunId'];
  const { versions } = await call(`${url}/api/v1/model-versions`, ModelVersions);
  return {
    parents: runs.filter((run) => parentOf(run) === undefined),
    childrenOf: (runId: string) => runs.filter((run) => parentOf(run) === runId),
    runs,
    versions,
    champions: versions.filter(({ aliases }) => aliases.includes('champion')),
  };
}
