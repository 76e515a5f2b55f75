import { safePath } from '../../../../domain/artifacts/artifact-path.ts';
import { doesNotExist, invalidParameter, MlflowError } from '../../../../domain/mlflow-error.ts';
import type { SourceLookup } from '../../../../domain/models/source-lookup.ts';
import type { ArtifactFiles } from '../../../artifacts/artifact-files.ts';
import { listWithin, proxied } from '../artifacts/run-artifacts.ts';
import { sendFile } from '../artifacts/send-file.ts';
import { call, type Call, type RawRoute } from '../call.ts';
import { aString } from '../checks.ts';
import { optionalString } from '../fields.ts';

async function locationOf(lookup: SourceLookup, id: string): Promise<string> {
  const model = await lookup.loggedModel(id);
  if (model === null) throw doesNotExist(`Logged model with ID '${id}' not found.`);
  return model.location;
}

export const loggedModelFolders = (files: ArtifactFiles, lookup: SourceLookup): Call =>
  call({
    method: 'GET',
    path: '/mlflow/logged-models/:model_id/artifacts/directories',
    request: { artifact_directory_path: optionalString },
    checks: { artifact_directory_path: [aString] },
    handle: async ({ artifact_directory_path: path }, context) => {
      if (path !== undefined) safePath(path);
      const root_uri = await locationOf(lookup, context.path['model_id'] ?? '');
      return { root_uri, files: await listWithin(files, root_uri, path) };
    },
  });

export const loggedModelFile = (files: ArtifactFiles, lookup: SourceLookup): RawRoute => ({
  method: 'GET',
  url: '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
  handle: async (request, reply) => {
    const asked = Object(request.query) as Readonly<Record<string, string | undefined>>;
    const path = asked['artifact_file_path'] ?? '';
    if (path === '') {
      throw new MlflowError(
        'BAD_REQUEST',
        'Request must include the "artifact_file_path" query parameter.',
      );
    }
    const safe = safePath(path);
    const { model_id = '' } = Object(request.params) as Readonly<Record<string, string>>;
    const root = proxied(await locationOf(lookup, model_id));
    return sendFile(files, `${root}/${safe}`, { request, reply }, (message) => {
      throw invalidParameter(message);
    });
  },
});
