import type { WallClock } from '@headroom/service-kit';
import type { Database, ObjectStore } from '@headroom/storage';
import { ArtifactFiles } from './adapters/artifacts/artifact-files.ts';
import { findBundle } from './adapters/artifacts/find-bundle.ts';
import { changeOfRequest } from './adapters/http/change-of-request.ts';
import { proxyCalls, proxyRoutes } from './adapters/http/mlflow/artifacts/proxy-routes.ts';
import {
  runArtifactCalls,
  runArtifactRoutes,
} from './adapters/http/mlflow/artifacts/run-artifacts.ts';
import type { MlflowRoutes } from './adapters/http/mlflow/mlflow-api.ts';
import {
  loggedModelFile,
  loggedModelFolders,
} from './adapters/http/mlflow/logged-models/logged-model-artifacts.ts';
import { loggedModelCalls } from './adapters/http/mlflow/logged-models/logged-model-calls.ts';
import { loggedModelSearch } from './adapters/http/mlflow/logged-models/search-calls.ts';
import { aliasCalls } from './adapters/http/mlflow/models/alias-calls.ts';
import type { ModelApi } from './adapters/http/mlflow/models/model-api.ts';
import { modelVersionCalls } from './adapters/http/mlflow/models/model-version-calls.ts';
import { registeredModelCalls } from './adapters/http/mlflow/models/registered-model-calls.ts';
import { modelSearchCalls } from './adapters/http/mlflow/models/search-calls.ts';
import { LoggedModels } from './adapters/postgres/logged-models/logged-models.ts';
import { FindSource } from './adapters/postgres/models/find-source.ts';
import { ReadModels } from './adapters/postgres/models/read-models.ts';
import { SearchModels } from './adapters/postgres/models/search-models.ts';
import { WriteModels } from './adapters/postgres/models/write-models.ts';
import { PgRegistry } from './adapters/postgres/registry-store.ts';

/** MLflow's calls on artifacts, registered models and versions. */
export function modelRoutes(
  database: Database,
  objects: ObjectStore,
  clock: WallClock,
): MlflowRoutes {
  const files = new ArtifactFiles(database, objects, () => clock.now());
  const lookup = new FindSource(database);
  const read = new ReadModels(database);
  const loggedModels = new LoggedModels(database, () => clock.now());
  const api: ModelApi = {
    read,
    search: new SearchModels(database),
    write: new WriteModels(database),
    store: new PgRegistry(database),
    lookup,
    loggedModels,
    findBundle: (location) => findBundle(files, lookup, location),
    changeOf: (request) => changeOfRequest(request, clock.now()),
  };
  const artifacts = { files, lookup, models: read };
  return {
    calls: [
      ...registeredModelCalls(api),
      ...modelVersionCalls(api),
      ...aliasCalls(api),
      ...modelSearchCalls(api),
      ...proxyCalls(files),
      ...runArtifactCalls(artifacts),
      ...loggedModelCalls(loggedModels),
      loggedModelSearch(database),
      loggedModelFolders(files, lookup),
    ],
    raw: [...proxyRoutes(files), ...runArtifactRoutes(artifacts), loggedModelFile(files, lookup)],
  };
}
