import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflowServer } from '../../../testing/mlflow-server.ts';

let server: Awaited<ReturnType<typeof mlflowServer>>;
beforeAll(async () => {
  server = await mlflowServer();
});
afterAll(() => server.close());

describe("the floor of MLflow's protocol", () => {
  it('tells what a client asks about the server', async () => {
    expect(await server.ask('/health')).toEqual({ status: 200, body: 'OK' });
    expect((await server.ask('/version')).body).toMatch(/^3\.\d+\.\d+$/);
    const info = { store_type: 'SqlStore', workspaces_enabled: false };
    expect((await server.get('3.0/mlflow/server-info')).body).toMatchObject(info);
    expect((await server.ask('/ajax-api/3.0/mlflow/server-info')).body).toMatchObject(info);
    expect((await server.ask('/health/live')).body).toEqual({ status: 'live' });
  });

  it('refuses a foreign host in its own words', async () => {
    const answer = await server.ask('/version', { headers: { origin: 'http://evil.example' } });
    expect(answer).toMatchObject({ status: 403, body: { error_code: 'PERMISSION_DENIED' } });
  });
});
