import { z } from 'zod';
import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { RegisteredModel, type ModelVersion } from './answers.ts';
import { all, modelVersions } from './pages.ts';

const One = z.object({ registered_model: RegisteredModel });

/**
 * Every version of a model, newest first, each with its aliases: a search of versions tells none, the model itself does.
 * A model that does not exist is the server's RESOURCE_DOES_NOT_EXIST.
 */
export async function versionsWithAliases(
  server: MlflowServer,
  name: string,
): Promise<ModelVersion[]> {
  const { registered_model: model } = await server.get('registered-models/get', { name }, One);
  const versions = await all(modelVersions(server, name));
  return versions.map((version) => ({
    ...version,
    aliases: model.aliases.filter((a) => a.version === version.version).map((a) => a.alias),
  }));
}
