import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { HttpService } from './http-service.ts';
import { readMapping } from './mapping-file.ts';

describe('readMapping', () => {
  const write = (content: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-map-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'map.yaml');
    writeFileSync(path, content);
    return path;
  };

  it('reads YAML and JSON alike', () => {
    const expected = { files: [{ pattern: '*.csv' }] };
    expect(readMapping(write('files:\n  - pattern: "*.csv"\n'))).toEqual(expected);
    expect(readMapping(write(JSON.stringify(expected)))).toEqual(expected);
  });

  it('names the place that is no YAML, and a file that is not there', () => {
    expect(() => readMapping(write('files:\n  - [a'))).toThrow(/--map: .*map\.yaml: .* line 2/s);
    expect(() => readMapping('/nowhere.yaml')).toThrow('--map: /nowhere.yaml cannot be read');
  });
});

describe('HttpService', () => {
  async function serving(listener: RequestListener): Promise<HttpService> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return HttpService.at('ingestion', { HEADROOM_INGESTION_PORT: String(port) });
  }
  const Answer = z.object({ n: z.int() });

  it('sends JSON and reads the answer', async () => {
    const service = await serving((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        const { a } = z.object({ a: z.int() }).parse(JSON.parse(Buffer.concat(chunks).toString()));
        response.end(
          JSON.stringify({ n: request.headers['content-type'] === 'application/json' ? a : 0 }),
        );
      });
    });
    expect(await service.call('POST', '/x', Answer, { a: 7 })).toEqual({ n: 7 });
  });

  it('hands on what the service says of a refusal', async () => {
    const service = await serving((_, response) => {
      response.statusCode = 422;
      response.end(JSON.stringify({ code: 'INVALID_DATA', detail: 'a.csv: is empty' }));
    });
    await expect(service.call('POST', '/x', Answer)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'a.csv: is empty',
    });
  });

  it('tells of an answer that is not ours, and of none', async () => {
    const service = await serving((_, response) => {
      response.statusCode = 502;
      response.end('<html>');
    });
    await expect(service.call('POST', '/x', Answer)).rejects.toThrow(
      'The ingestion service answered 502: <html>',
    );
    const away = new HttpService('ingestion', 'http://127.0.0.1:9');
    await expect(away.call('POST', '/x', Answer)).rejects.toThrow(/does not answer at .*npm start/);
  });
});
