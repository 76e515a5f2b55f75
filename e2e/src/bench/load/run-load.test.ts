import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLoad } from './run-load.ts';
import { sendLoad } from './send-load.ts';

describe('load', () => {
  let server: Server;
  let origin = '';
  const seen = new Map<string, number>();
  const connections = new Set<number>();
  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = request.url ?? '';
      seen.set(url, (seen.get(url) ?? 0) + 1);
      connections.add(request.socket.remotePort ?? 0);
      response.statusCode = url === '/bad' ? 409 : 200;
      response.end('{"why":"taken"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  it('sends the requests in turn and counts them', async () => {
    const result = await sendLoad({
      origin,
      clients: 2,
      seconds: 0.3,
      requests: [
        { method: 'GET', path: '/a' },
        { method: 'POST', path: '/b', body: '{}' },
      ],
    });
    expect(result.failures).toBe(0);
    expect(Math.abs((seen.get('/a') ?? 0) - (seen.get('/b') ?? 0))).toBeLessThanOrEqual(1);
    expect(result.requests).toBe((seen.get('/a') ?? 0) + (seen.get('/b') ?? 0));
    expect(result.p50).toBeGreaterThan(0);
    expect(result.max).toBeGreaterThanOrEqual(result.p99);
  });

  it('sends as many as a rate says', async () => {
    const requests = [{ method: 'GET', path: '/paced' }] as const;
    const result = await sendLoad({ origin, clients: 4, seconds: 0.5, rate: 100, requests });
    expect(result.requests).toBe(50);
  });

  it('takes a new connection for each request where told', async () => {
    connections.clear();
    const requests = [{ method: 'GET', path: '/new' }] as const;
    const job = { origin, clients: 1, seconds: 0.2, requests };
    const result = await sendLoad({ ...job, reconnect: true });
    expect(connections.size).toBe(result.requests);
  });

  it('tells what failed, and measures from another process', async () => {
    const requests = [{ method: 'GET', path: '/bad' }] as const;
    const job = { origin, clients: 1, warmupSeconds: 0, seconds: 0.2, requests };
    const result = await runLoad(job, [process.pid]);
    expect(result.failures).toBe(result.requests);
    expect(result.firstFailure).toBe('409 {"why":"taken"}');
    expect(result.cpuMsPerRequest).toHaveLength(1);
  });
});
