import { expect, it } from 'vitest';
import { resolveSource } from './resolve-source.ts';
import type { SourceLookup } from './source-lookup.ts';

const RUN = 'f'.repeat(32);
const lookup: SourceLookup = {
  runLocation: async (id) => (id === RUN ? `mlflow-artifacts:/1/${RUN}/artifacts` : null),
  loggedModel: async (id) =>
    id === 'm-1' ? { location: 'mlflow-artifacts:/1/models/m-1/artifacts', sourceRunId: RUN } : null,
  registered: async () => ({
    version: 3,
    runId: RUN,
    location: 's3://b/m',
    isPrompt: false,
  }),
};
const resolve = (source: string, runId?: string, modelId?: string) =>
  resolveSource({ source, runId, modelId, isPrompt: false }, lookup);

it.each([
  [`mlflow-artifacts:/1/${RUN}/artifacts/model`, RUN, undefined],
  [`runs:/${RUN}/model`, RUN, undefined],
  ['s3://bucket/model', undefined, undefined],
  ['mlflow-artifacts:/1/models/m-1/artifacts', undefined, 'm-1'],
])('takes %s of what contains it', async (source, runId, modelId) => {
  expect(await resolve(source, runId, modelId)).toMatchObject({ source, location: source });
});

it('finds the run and the files of a logged model', async () => {
  expect(await resolve('models:/m-1', undefined, 'm-1')).toMatchObject({
    runId: RUN,
    location: 'mlflow-artifacts:/1/models/m-1/artifacts',
  });
});

it.each(['models:/other/3', 'models:/other@prod', 'models:/other/Staging', 'models:/other/latest'])(
  'copies the version that %s names, with its run',
  async (source) => {
    expect(await resolve(source)).toEqual({
      source: 'models:/other/3',
      runId: RUN,
      modelId: '',
      location: 's3://b/m',
    });
  },
);

it.each([
  ['/etc/passwd', RUN],
  ['file:///etc/passwd', RUN],
  ['http://host/x', undefined],
  ['mlflow-artifacts://host/x', RUN],
  [`mlflow-artifacts:/1/${RUN}/artifacts/../x`, RUN],
  [`mlflow-artifacts:/1/${RUN}/artifacts/..%2f..%2fx`, RUN],
  [`mlflow-artifacts:/1/${RUN}/artifactsx`, RUN],
  [`mlflow-artifacts:/1/${RUN}/artifacts`, undefined],
  [`runs:/${RUN}/m`, 'other'],
  ['models:/m-1', undefined],
  ['models:/m-2', RUN],
  ['models:garbage', undefined],
])('refuses %s of run %s', async (source, runId) => {
  await expect(resolve(source, runId)).rejects.toMatchObject({
    errorCode: 'INVALID_PARAMETER_VALUE',
  });
});
