import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { field } from '../../../testing/field.ts';
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

  it('tells which methods a call takes', async () => {
    const call = `${server.url}/api/2.0/mlflow/registered-models/alias`;
    const answers = await Promise.all(['PUT', 'OPTIONS'].map((method) => fetch(call, { method })));
    expect(answers.map(({ status }) => status)).toEqual([405, 204]);
    expect(answers[0]?.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, POST');
    expect(await server.send('PUT', '2.0/mlflow/nothing', {})).toMatchObject({
      status: 404,
      body: { error_code: 'ENDPOINT_NOT_FOUND' },
    });
    // What is none of MLflow's is refused in the house's words.
    const other = await server.get('v1/nothing');
    expect(other.status).toBe(404);
    expect(other.body).toContain('"code":"NOT_FOUND"');
  });

  it('keeps every digit of a body, and the numbers that JSON has no name for', async () => {
    const made = await server.send('POST', '2.0/mlflow/runs/create', { experiment_id: '0' });
    const run_id = String(field(made.body, 'run.info.run_id'));
    const points =
      '{"key": "m", "value": NaN, "timestamp": 9007199254740993, "step": 9223372036854775807},' +
      '{"key": "m", "value": -Infinity, "timestamp": "9007199254740995", "step": -9223372036854775808}';
    const logged = await server.ask('/api/2.0/mlflow/runs/log-batch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"run_id": "${run_id}", "metrics": [${points}]}`,
    });
    expect(logged).toEqual({ status: 200, body: {} });
    const kept = await server.get('2.0/mlflow/metrics/get-history', { run_id, metric_key: 'm' });
    const least = -Number.MAX_VALUE;
    expect(kept.body).toEqual({
      metrics: [
        { key: 'm', value: 'NaN', timestamp: 9007199254740993n, step: 9223372036854775807n },
        { key: 'm', value: least, timestamp: 9007199254740995n, step: -9223372036854775808n },
      ],
    });
  });

  it('refuses a foreign host in its own words', async () => {
    const answer = await server.ask('/version', { headers: { origin: 'http://evil.example' } });
    expect(answer).toMatchObject({ status: 403, body: { error_code: 'PERMISSION_DENIED' } });
  });
});
