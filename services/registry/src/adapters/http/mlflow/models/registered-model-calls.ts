import { COLUMN, checkColumn } from '../../../../domain/column-limit.ts';
import { checkTagKey } from '../../../../domain/key-name.ts';
import { checkModelName } from '../../../../domain/models/model-name.ts';
import { canonicalStage, STAGES } from '../../../../domain/models/stage.ts';
import { checkModelTag, tagMap } from '../../../../domain/models/tags.ts';
import { deleteModel, renameModel } from '../../../../usecases/models/remove-models.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, ofStrings, required } from '../checks.ts';
import { list, nested, optionalString, string } from '../fields.ts';
import type { ModelApi } from './model-api.ts';

export const TagMessage = { key: string, value: string };
const named = { name: [aString, required] };

/** Registered models themselves: MLflow's calls. */
export const registeredModelCalls = ({ read, write, store, changeOf }: ModelApi): Call[] => [
  call({
    method: 'POST',
    path: '/mlflow/registered-models/create',
    request: { name: string, tags: list(nested(TagMessage)), description: optionalString },
    checks: { ...named, tags: [anArray], description: [aString] },
    handle: async ({ name, tags, description }, { http }) => {
      checkModelName(name);
      tags.forEach(checkModelTag);
      checkColumn(COLUMN.modelName, name);
      checkColumn(COLUMN.description, description ?? '');
      for (const { value } of tags) checkColumn(COLUMN.modelTagValue, value);
      return new JsonText(await write.create(name, tagMap(tags), description, changeOf(http)));
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/registered-models/get',
    request: { name: string },
    checks: named,
    handle: async ({ name }) => {
      checkModelName(name);
      return new JsonText(await read.model(name));
    },
  }),
  call({
    method: 'PATCH',
    path: '/mlflow/registered-models/update',
    request: { name: string, description: optionalString },
    checks: { ...named, description: [aString] },
    handle: async ({ name, description }, { http }) => {
      checkModelName(name);
      checkColumn(COLUMN.description, description ?? '');
      return new JsonText(await write.describe(name, description, changeOf(http)));
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/registered-models/rename',
    request: { name: string, new_name: string },
    checks: { ...named, new_name: [aString, required] },
    handle: async ({ name, new_name }, { http }) => {
      checkModelName(new_name, 'new_name');
      checkModelName(name);
      checkColumn(COLUMN.modelName, new_name);
      await renameModel(store, { name, newName: new_name }, changeOf(http));
      return new JsonText(await read.model(new_name));
    },
  }),
  call({
    method: 'DELETE',
    path: '/mlflow/registered-models/delete',
    request: { name: string },
    checks: named,
    handle: async ({ name }, { http }) => {
      checkModelName(name);
      await deleteModel(store, name, changeOf(http));
      return undefined;
    },
  }),
  ...(['GET', 'POST'] as const).map((method) =>
    call({
      method,
      path: '/mlflow/registered-models/get-latest-versions',
      request: { name: string, stages: list(string) },
      checks: { ...named, stages: [anArray, ofStrings] },
      handle: async ({ name, stages }) => {
        checkModelName(name);
        const wanted = stages.length === 0 ? STAGES : stages.map(canonicalStage);
        return new JsonText(await read.latest(name, wanted));
      },
    }),
  ),
  call({
    method: 'POST',
    path: '/mlflow/registered-models/set-tag',
    request: { name: string, key: string, value: string },
    checks: { ...named, key: [aString, required], value: [aString] },
    handle: async ({ name, key, value }, { http }) => {
      checkModelName(name);
      checkModelTag({ key, value });
      checkColumn(COLUMN.modelTagValue, value);
      await write.setTag(name, { key, value }, changeOf(http));
      return undefined;
    },
  }),
  call({
    method: 'DELETE',
    path: '/mlflow/registered-models/delete-tag',
    request: { name: string, key: string },
    checks: { ...named, key: [aString, required] },
    handle: async ({ name, key }, { http }) => {
      checkModelName(name);
      checkTagKey(key);
      await write.deleteTag(name, key, changeOf(http));
      return undefined;
    },
  }),
];
