import { doesNotExist } from '../../domain/mlflow-error.ts';
import type { Change, ModelVersion, Served } from '../../domain/model.ts';
import type { ModelStore } from '../../domain/models/model-transaction.ts';
import type { ResolvedSource } from '../../domain/models/resolve-source.ts';
import { changeOf, servedEvent } from './move-alias.ts';

export interface VersionToCreate {
  readonly name: string;
  readonly resolved: ResolvedSource;
  /** Where the files are a bundle that Headroom can serve. */
  readonly served: Served | null;
  readonly runLink: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The next version of a model. @throws RESOURCE_DOES_NOT_EXIST without the model */
export function createVersion(
  store: ModelStore,
  { name, resolved, served, ...given }: VersionToCreate,
  change: Change,
): Promise<ModelVersion> {
  return store.models(async (tx) => {
    if (!(await tx.lockModel(name))) {
      throw doesNotExist(`Registered Model with name=${name} not found`);
    }
    const version = await tx.createVersion(
      {
        ...given,
        name,
        served,
        runId: resolved.runId,
        source: resolved.source,
        storageLocation: resolved.location,
      },
      change.at,
    );
    // Unlike a pipeline's, a name may come again after its model was deleted, and its numbers with it.
    const id = `version/${name}/${version.version}/${change.at}`;
    const event = servedEvent('version_created', version, null, change.reason);
    if (event !== null) await tx.enqueue(id, event);
    await tx.tell(id, changeOf('version_created', version, change));
    return version;
  });
}
