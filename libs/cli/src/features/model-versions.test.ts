import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MlflowServer } from '@headroom/client';
import { expect, it, onTestFinished } from 'vitest';
import { versionsTrainedOn } from './model-versions.ts';

type Pairs = Readonly<Record<string, string>>;
const pairs = (of: Pairs) => Object.entries(of).map(([key, value]) => ({ key, value }));
const run = (params: Pairs, tags: Pairs) => ({
  data: { params: pairs(params), tags: pairs(tags) },
});

/** As training registers models: the feature service stands in the run that is the parent of each model's. */
const RUNS: Readonly<Record<string, object>> = {
  pipeline: run({ feature_service: 'all' }, { 'headroom.definition_hash': 'e42a' }),
  lightgbm: run({}, { 'mlflow.parentRunId': 'pipeline' }),
  other: run({ feature_service: 'few' }, {}),
};

const VERSIONS = [
  { name: 'm', version: '1', run_id: 'lightgbm' },
  { name: 'm', version: '2', run_id: 'other' },
  { name: 'm', version: '3', tags: pairs({ 'headroom.feature_service': 'all' }) },
  { name: 'm', version: '4' },
];

async function registry(): Promise<MlflowServer> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    const id = searchParams.get('run_id') ?? '';
    const info = { run_id: id, experiment_id: '1', status: 'FINISHED', lifecycle_stage: 'active' };
    const answer = pathname.endsWith('/registered-models/search')
      ? { registered_models: [{ name: 'm' }] }
      : pathname.endsWith('/model-versions/search')
        ? { model_versions: VERSIONS }
        : { run: { info, ...RUNS[id] } };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return new MlflowServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

it('finds the feature service in the tag of a version, in its run or in the run above', async () => {
  expect(await versionsTrainedOn(await registry(), new Set(['all']))).toEqual([
    { model: 'm', version: '1', feature_service: 'all', definition_hash: 'e42a' },
    { model: 'm', version: '3', feature_service: 'all', definition_hash: null },
  ]);
});
