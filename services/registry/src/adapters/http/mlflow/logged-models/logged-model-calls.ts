import { COLUMN, checkColumn } from '../../../../domain/column-limit.ts';
import { checkLoggedModelName, experimentNumber } from '../../../../domain/logged-models/checks.ts';
import { MlflowError } from '../../../../domain/mlflow-error.ts';
import type { Tag } from '../../../../domain/models/tags.ts';
import { runNameOf } from '../../../../domain/tracking/run-name.ts';
import type { LoggedModels } from '../../../postgres/logged-models/logged-models.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, intLike, required } from '../checks.ts';
import { enumeration, list, nested, string } from '../fields.ts';

const Pair = { key: string, value: string };
const Status = enumeration([
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
] as const);
const STATUS_NUMBER = {
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
} as const;

const root = '/mlflow/logged-models';
const one = `${root}/:model_id`;

/** Each key once: the genuine server's table refuses another. @throws BAD_REQUEST */
function onceEach(what: string, pairs: readonly Tag[]): Record<string, string> {
  for (const { key } of pairs) checkColumn(COLUMN.loggedModelKey, key);
  const record = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
  if (Object.keys(record).length === pairs.length) return record;
  throw new MlflowError('BAD_REQUEST', `A key of the logged model's ${what} is given twice.`);
}

/** MLflow 3's logged models. */
export const loggedModelCalls = (models: LoggedModels): Call[] => [
  call({
    method: 'POST',
    path: root,
    request: {
      experiment_id: string,
      name: string,
      model_type: string,
      source_run_id: string,
      params: list(nested(Pair)),
      tags: list(nested(Pair)),
    },
    checks: {
      experiment_id: [aString, required],
      name: [aString],
      model_type: [aString],
      source_run_id: [aString],
      params: [anArray],
      tags: [anArray],
    },
    handle: async (request) => {
      checkLoggedModelName(request.name);
      const experimentId = experimentNumber(request.experiment_id);
      checkColumn(COLUMN.loggedModelName, request.name);
      checkColumn(COLUMN.loggedModelName, request.model_type);
      checkColumn(COLUMN.runId, request.source_run_id);
      return new JsonText(
        await models.create({
          experimentId,
          name: runNameOf(request.name, [], Math.random),
          modelType: request.model_type,
          sourceRunId: request.source_run_id,
          params: onceEach('params', request.params),
          tags: onceEach('tags', request.tags),
        }),
      );
    },
  }),
  call({
    method: 'GET',
    path: one,
    request: { allow_deleted: string },
    handle: async ({ allow_deleted }, { path }) =>
      new JsonText(await models.get(idOf(path), allow_deleted.toLowerCase() === 'true')),
  }),
  call({
    method: 'PATCH',
    path: one,
    request: { model_id: string, status: Status },
    checks: { model_id: [aString, required], status: [intLike, required] },
    handle: async ({ model_id, status }) =>
      new JsonText(
        await models.finalize(model_id, status === undefined ? 0 : STATUS_NUMBER[status]),
      ),
  }),
  call({
    method: 'DELETE',
    path: one,
    request: {},
    handle: async (_, { path }) => {
      await models.delete(idOf(path));
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: `${one}/params`,
    request: { model_id: string, params: list(nested(Pair)) },
    checks: { model_id: [aString, required], params: [anArray] },
    handle: async ({ params }, { path }) => {
      await models.logParams(idOf(path), onceEach('params', params));
      return undefined;
    },
  }),
  call({
    method: 'PATCH',
    path: `${one}/tags`,
    request: { tags: list(nested(Pair)) },
    checks: { tags: [anArray] },
    handle: async ({ tags }, { path }) => {
      for (const { key } of tags) checkColumn(COLUMN.loggedModelKey, key);
      await models.setTags(idOf(path), tags);
      return undefined;
    },
  }),
  call({
    method: 'DELETE',
    path: `${one}/tags/:tag_key`,
    request: {},
    handle: async (_, { path }) => {
      await models.deleteTag(idOf(path), path['tag_key'] ?? '');
      return undefined;
    },
  }),
];

const idOf = (path: Readonly<Record<string, string>>): string => path['model_id'] ?? '';
