import { MlflowServer } from '../adapters/mlflow-server.ts';
import { all, experiments } from '../mlflow/pages.ts';
import { copyExperiment } from './copy-experiment.ts';
import { copyModels } from './copy-models.ts';
import { forEach, type Copying, type CopyOutcome } from './copying.ts';

export interface CopyRequest {
  /** URL of the server that is read. */
  readonly from: string;
  /** URL of the server that is written. */
  readonly to: string;
  readonly progress: (line: string) => void;
  readonly stopping?: AbortSignal | undefined;
}

/**
 * Copies everything that is not deleted from one MLflow server to another: experiments, runs with the full history of their
 * metrics, artifacts, logged models, registered models with versions, stages and aliases. Run and logged-model ids are the
 * target's own; names, times and version numbers stay. Ended at any point and started again it goes on where it was: copies
 * carry the id of their original. Not to be run twice at once.
 */
export async function copyRegistry(request: CopyRequest): Promise<CopyOutcome> {
  const copying: Copying = {
    source: new MlflowServer(request.from, request.stopping),
    target: new MlflowServer(request.to, request.stopping),
    outcome: {
      experiments: 0,
      runs: 0,
      runsAlreadyThere: 0,
      metricPoints: 0,
      loggedModels: 0,
      files: 0,
      registeredModels: 0,
      versions: 0,
      notCopied: [],
    },
    runIds: new Map(),
    modelIds: new Map(),
    progress: request.progress,
  };
  const found = await all(experiments(copying.source));
  await forEach(found.toReversed(), (experiment) => copyExperiment(copying, experiment));
  await copyModels(copying);
  return copying.outcome;
}
