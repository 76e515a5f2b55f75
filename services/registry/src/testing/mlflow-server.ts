import { parseExactJson } from '@headroom/contracts';
import { createService } from '@headroom/service-kit';
import { testStack } from '@headroom/testing';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistrySettings } from '../settings.ts';
import { MlflowAlone } from './mlflow-alone.ts';

interface Answer {
  readonly status: number;
  /** JSON as it was read, or text. */
  readonly body: unknown;
}

/** MLflow's protocol on a port and a database of its own, without Kafka. Tests of artifacts give their own folder. */
export async function mlflowServer(objectRoot = join(tmpdir(), 'headroom-mlflow-test')) {
  const stack = await testStack();
  const service = await createService(
    { name: 'registry', settings: RegistrySettings, module: () => MlflowAlone },
    {
      HEADROOM_REGISTRY_PORT: '0',
      HEADROOM_LOG_LEVEL: 'error',
      HEADROOM_POSTGRES_URL: stack.postgresUrl,
      HEADROOM_OBJECT_ROOT: objectRoot,
    },
  );
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    // eslint-disable-next-line no-restricted-globals -- the client of a test
    const answer = await fetch(service.url + path, init);
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: answer.status, body: json ? parseExactJson(text) : text };
  };
  return {
    url: service.url,
    postgresUrl: stack.postgresUrl,
    /** A GET, with the version in the path: `2.0/mlflow/runs/get`. */
    get: (path: string, query: Record<string, string> = {}) =>
      ask(`/api/${path}?${new URLSearchParams(query).toString()}`),
    /** Any other method with a JSON body. */
    send: (method: string, path: string, body: object) =>
      ask(`/api/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    ask,
    close: async () => {
      await service.close();
      await stack.close();
    },
  };
}
