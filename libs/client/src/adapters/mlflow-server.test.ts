import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { experiments } from '../mlflow/pages.ts';
import { all } from '../mlflow/pages.ts';
import { MlflowServer } from './mlflow-server.ts';
import { saveBody } from './save-body.ts';

describe('MlflowServer', () => {
  let http: Server;
  let server: MlflowServer;
  const asked: string[] = [];
  beforeAll(async () => {
    http = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
        response.setHeader('content-type', 'application/json');
        if (request.url?.endsWith('/experiments/search') === true) {
          const first = !body.includes('page_token');
          response.end(JSON.stringify(first ? page('a', 'next') : page('b')));
        } else if (request.url?.endsWith('/runs/get?run_id=1') === true) {
          response.statusCode = 404;
          response.end(
            '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Run with id=1 not found"}',
          );
        } else if (request.url?.endsWith('/runs/log-metric') === true) {
          response.end('{"step": 9007199254740993}');
        } else if (request.url === '/broken') {
          response.statusCode = 502;
          response.end('<html>');
        } else response.end('{}');
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = http.address();
    server = new MlflowServer(
      `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    );
  });
  afterAll(() => http.close());

  const page = (name: string, token?: string) => ({
    experiments: [{ experiment_id: name, name, lifecycle_stage: 'active' }],
    next_page_token: token,
  });

  it('reads every page', async () => {
    expect((await all(experiments(server))).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('sends and reads 64-bit integers exactly', async () => {
    const point = { step: 2n ** 63n - 1n };
    const answer = await server.send(
      'POST',
      'runs/log-metric',
      point,
      z.object({ step: z.bigint() }),
    );
    expect(answer).toEqual({ step: 9_007_199_254_740_993n });
    expect(asked.at(-1)).toMatch(/ \{"step":"9223372036854775807"\}$/);
  });

  it("throws the server's own code and words", async () => {
    const call = server.get('runs/get', { run_id: '1' }, z.object({}));
    await expect(call).rejects.toMatchObject({
      code: 'RESOURCE_DOES_NOT_EXIST',
      status: 404,
      message: 'Run with id=1 not found',
    });
  });

  it('tells an answer that is none of MLflow, and a server that is not there', async () => {
    await expect(server.get('/broken', {}, z.object({}))).rejects.toMatchObject({
      code: 'HTTP_502',
    });
    const nobody = new MlflowServer('http://127.0.0.1:1');
    await expect(nobody.get('x', {}, z.object({}))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'No MLflow server answers at http://127.0.0.1:1.',
    });
  });

  it('uploads to the proxy, names encoded, and refuses a place that is not behind it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'client-'));
    const file = join(folder, 'a');
    writeFileSync(file, 'content');
    await server.upload(file, 'mlflow-artifacts:/1/x/100% ä#.txt');
    expect(asked.at(-1)).toBe(
      'PUT /api/2.0/mlflow-artifacts/artifacts/1/x/100%25%20%C3%A4%23.txt content',
    );
    await expect(server.upload(file, 's3://bucket/x')).rejects.toThrow('--serve-artifacts');
    await saveBody(new Response('bytes'), file);
    expect(readFileSync(file, 'utf8')).toBe('bytes');
    rmSync(folder, { recursive: true });
  });
});
