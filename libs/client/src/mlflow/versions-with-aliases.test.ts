import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { MlflowServer } from '../adapters/mlflow-server.ts';
import { versionsWithAliases } from './versions-with-aliases.ts';

it('gives each version the aliases that the model names it by', async () => {
  const of = (version: string) => ({ name: 'load', version, aliases: [] });
  const answers: Record<string, unknown> = {
    'registered-models/get': {
      registered_model: {
        name: 'load',
        aliases: [
          { alias: 'champion', version: '2' },
          { alias: 'best', version: '2' },
        ],
      },
    },
    'model-versions/search': { model_versions: [of('2'), of('1')] },
  };
  const http = createServer((request, response) => {
    const path = /mlflow\/([^?]*)/.exec(request.url ?? '')?.[1] ?? '';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[path]));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : '';
  const found = await versionsWithAliases(
    new MlflowServer(`http://127.0.0.1:${String(port)}`),
    'load',
  );
  http.close();
  expect(found.map(({ version, aliases }) => [version, aliases])).toEqual([
    ['2', ['champion', 'best']],
    ['1', []],
  ]);
});
