import { COLUMN, checkColumn } from '../../../../domain/column-limit.ts';
import { checkTagKey } from '../../../../domain/key-name.ts';
import { checkModelName } from '../../../../domain/models/model-name.ts';
import { resolveSource } from '../../../../domain/models/resolve-source.ts';
import { canonicalStage, checkArchiving } from '../../../../domain/models/stage.ts';
import { checkVersionTag, marksPrompt, tagMap } from '../../../../domain/models/tags.ts';
import { versionNumber } from '../../../../domain/models/version-number.ts';
import { createVersion } from '../../../../usecases/models/create-version.ts';
import { deleteVersion } from '../../../../usecases/models/remove-models.ts';
import { call, JsonText, type Call } from '../call.ts';
import { aBoolean, anArray, aString, required } from '../checks.ts';
import { list, nested, optionalBoolean, optionalString, string } from '../fields.ts';
import type { ModelApi } from './model-api.ts';
import { TagMessage } from './registered-model-calls.ts';

const path = (operation: string) => `/mlflow/model-versions/${operation}`;
const Version = { name: string, version: string };
const versioned = { name: [aString, required], version: [aString, required] };

/** Checked in the genuine order: of a request with two faults the same one is told. */
const numberOf = ({ name, version }: { name: string; version: string }): number => {
  checkModelName(name);
  return versionNumber(version);
};

/** Versions of registered models: MLflow's calls. */
export const modelVersionCalls = (api: ModelApi): Call[] => [
  call({
    method: 'POST',
    path: path('create'),
    request: {
      name: string,
      source: string,
      run_id: optionalString,
      tags: list(nested(TagMessage)),
      run_link: string,
      description: string,
      model_id: optionalString,
    },
    checks: {
      name: [aString, required],
      source: [aString, required],
      run_id: [aString],
      tags: [anArray],
      run_link: [aString],
      description: [aString],
      model_id: [aString],
    },
    handle: async ({ run_id, model_id, ...request }, { http }) => {
      const tags = tagMap(request.tags);
      const isPrompt = marksPrompt(tags);
      const resolved = await resolveSource(
        { source: request.source, runId: run_id, modelId: model_id, isPrompt },
        api.lookup,
      );
      checkModelName(request.name);
      request.tags.forEach(checkVersionTag);
      checkColumn(COLUMN.source, resolved.source);
      checkColumn(COLUMN.runId, resolved.runId);
      checkColumn(COLUMN.runLink, request.run_link);
      checkColumn(COLUMN.description, request.description);
      const { name, version } = await createVersion(
        api.store,
        {
          name: request.name,
          resolved,
          served: isPrompt ? null : await api.findBundle(resolved.location),
          runLink: request.run_link,
          description: request.description,
          tags,
        },
        api.changeOf(http),
      );
      if (resolved.modelId !== '') {
        await api.loggedModels.noteVersion(resolved.modelId, name, version);
      }
      return new JsonText(await api.read.version(name, version));
    },
  }),
  call({
    method: 'GET',
    path: path('get'),
    request: Version,
    checks: versioned,
    handle: async (request) =>
      new JsonText(await api.read.version(request.name, numberOf(request))),
  }),
  call({
    method: 'PATCH',
    path: path('update'),
    request: { ...Version, description: optionalString },
    checks: { ...versioned, description: [aString] },
    handle: async (request, { http }) => {
      const { name, description } = request;
      const version = numberOf(request);
      checkColumn(COLUMN.description, description ?? '');
      return new JsonText(
        await api.write.describeVersion(name, version, description, api.changeOf(http)),
      );
    },
  }),
  call({
    method: 'DELETE',
    path: path('delete'),
    request: Version,
    checks: versioned,
    handle: async (request, { http }) => {
      const version = versionNumber(request.version);
      checkModelName(request.name);
      await deleteVersion(api.store, { name: request.name, version }, api.changeOf(http));
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: path('transition-stage'),
    request: { ...Version, stage: string, archive_existing_versions: optionalBoolean },
    checks: {
      ...versioned,
      stage: [aString, required],
      archive_existing_versions: [aBoolean],
    },
    handle: async (request, { http }) => {
      const stage = canonicalStage(request.stage);
      const archive = request.archive_existing_versions ?? false;
      if (archive) checkArchiving(request.stage);
      const version = numberOf(request);
      return new JsonText(
        await api.write.moveToStage(request.name, version, stage, archive, api.changeOf(http)),
      );
    },
  }),
  call({
    method: 'GET',
    path: path('get-download-uri'),
    request: Version,
    handle: async (request) => ({
      artifact_uri: await api.read.downloadUri(request.name, numberOf(request)),
    }),
  }),
  call({
    method: 'POST',
    path: path('set-tag'),
    request: { ...Version, ...TagMessage },
    checks: { ...versioned, key: [aString, required], value: [aString] },
    handle: async (request, { http }) => {
      const { name, key, value } = request;
      const version = numberOf(request);
      checkVersionTag({ key, value });
      await api.write.setVersionTag(name, version, { key, value }, api.changeOf(http));
      return undefined;
    },
  }),
  call({
    method: 'DELETE',
    path: path('delete-tag'),
    request: { ...Version, key: string },
    checks: { ...versioned, key: [aString, required] },
    handle: async (request, { http }) => {
      const version = numberOf(request);
      checkTagKey(request.key);
      await api.write.deleteVersionTag(request.name, version, request.key, api.changeOf(http));
      return undefined;
    },
  }),
];
