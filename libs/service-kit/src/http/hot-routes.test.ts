import { EventEmitter, once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Module,
  Param,
  Post,
  type OnModuleInit,
} from '@nestjs/common';
import { HeadroomError } from '@headroom/contracts';
import { trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createService, type RunningService } from '../boot/create-service.ts';
import { HOT_ROUTES } from '../tokens.ts';
import { hotJson, type HotAnswer, type HotHandler, type HotRoutes } from './hot-routes.ts';

/** What the framework answers on the same path, to tell the two ways apart. */
@Controller()
class Echo {
  @Post('echo')
  @HttpCode(200)
  echo(): string {
    return 'framework';
  }

  @Get('things/:id/name')
  name(@Param('id') id: string): string {
    return `framework: ${id}`;
  }
}

const plain: HotHandler = ({ body }) => hotJson(200, body.toString());
let handler = plain;

function named(id: string): HotAnswer {
  if (id === 'nobody') throw new HeadroomError('NOT_FOUND', 'nobody is here');
  if (id === 'bug') throw new TypeError('a bug');
  return { status: 200, headers: { 'x-name': id }, body: Buffer.from(id) };
}

@Module({ controllers: [Echo] })
class EchoModule implements OnModuleInit {
  readonly #hotRoutes: HotRoutes;

  constructor(@Inject(HOT_ROUTES) hotRoutes: HotRoutes) {
    this.#hotRoutes = hotRoutes;
  }

  onModuleInit(): void {
    this.#hotRoutes.add('POST', '/echo', (request) => handler(request));
    this.#hotRoutes.add('GET', '/things/:id/name', ({ parameter }) => named(parameter));
  }
}

const start = () =>
  createService(
    { name: 'console', settings: z.object({}), module: () => EchoModule },
    { HEADROOM_CONSOLE_PORT: '0', HEADROOM_LOG_LEVEL: 'silent' },
  );

let service: RunningService<z.ZodObject>;
beforeAll(async () => {
  service = await start();
});
afterEach(() => {
  handler = plain;
});
afterAll(() => service.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** fetch would choose Host and Origin itself. */
function ask(
  body: string,
  headers: Record<string, string> = {},
  { method = 'POST', path = '/echo', url = service.url } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.on('response', (response) => {
      text(response).then((all) => {
        resolve({ status: response.statusCode, headers: response.headers, body: all });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

it('answers plain requests, whatever their bytes', async () => {
  const body = JSON.stringify({ text: 'ä 水 🙂'.repeat(20_000) });
  const answered = await ask(body);
  expect(answered).toMatchObject({ status: 200, body });
  expect(answered.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  });
  expect(await ask('')).toMatchObject({ status: 200, body: '' });
});

it('answers with any status, and with nothing', async () => {
  handler = () => hotJson(422, null);
  const { status, headers, body } = await ask('{}');
  expect([status, headers['content-type'], headers['content-length'], body]).toEqual([
    422,
    undefined,
    '0',
    '',
  ]);
});

it.each<[string, () => Record<string, string>, string]>([
  ['another content type', () => ({ 'content-type': 'application/json; charset=utf-8' }), '/echo'],
  ['a body that is packed', () => ({ 'content-encoding': 'identity' }), '/echo'],
  ['an Origin of its own', () => ({ origin: service.url }), '/echo'],
  ['no length', () => ({ 'transfer-encoding': 'chunked' }), '/echo'],
  ['a query', () => ({}), '/echo?x=1'],
])('leaves %s to the framework', async (_name, headers, path) => {
  expect(await ask('{}', headers(), { path })).toMatchObject({ status: 200, body: 'framework' });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { headers });

it('answers a GET with what stands for its parameter, and with bytes', async () => {
  const answer = await get('/things/a-1.b_2/name');
  expect([answer.status, answer.headers.get('x-name'), await answer.text()]).toEqual([
    200,
    'a-1.b_2',
    'a-1.b_2',
  ]);
});

it('answers what is thrown as the house does', async () => {
  const missing = await get('/things/nobody/name');
  expect(missing.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(await missing.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  const bug = await get('/things/bug/name');
  expect(bug.status).toBe(500);
  expect(await bug.text()).not.toContain('a bug');
});

it.each<[string, string, string]>([
  ['a parameter that has to be decoded', '/things/a%2Fb/name', 'framework: a/b'],
  ['a long one', `/things/${'x'.repeat(129)}/name`, `framework: ${'x'.repeat(129)}`],
  ['a GET with a query', '/things/a/name?x=1', 'framework: a'],
])('leaves %s to the framework', async (_name, path, expected) => {
  expect(await (await get(path)).text()).toBe(expected);
});

it('leaves a GET with a body, or to another path, to the framework', async () => {
  const options = { method: 'GET', path: '/things/a/name' };
  const text = { 'content-type': 'application/json', 'content-length': '2' };
  expect(await ask('{}', text, options)).toMatchObject({ status: 200, body: 'framework: a' });
  for (const path of ['/things//name', '/things/a/b/name', '/things/name', '/things/a/names'])
    expect((await get(path)).status).toBe(404);
  expect((await get('/things/a/name', { origin: 'https://evil.example' })).status).toBe(403);
});

it('lets the framework refuse what it refuses everywhere', async () => {
  expect(await ask('{}', { host: 'evil.example' })).toMatchObject({ status: 403 });
  expect(await ask('{}', { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  expect(await ask('x'.repeat(1_048_577))).toMatchObject({ status: 413 });
  expect(await ask('{}', {}, { method: 'PUT' })).toMatchObject({ status: 404 });
});

it('runs in the trace of its caller and is counted', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  handler = () => hotJson(200, JSON.stringify(trace.getActiveSpan()?.spanContext().traceId));
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  expect((await ask('{}', { traceparent })).body).toBe(JSON.stringify(traceId));
  const scraped = await (await fetch(`${service.url}/metrics`)).text();
  expect(scraped).toMatch(/_count\{[^}]*route="\/echo"[^}]*status="422"[^}]*\} 1\b/);
});

/** A handler whose answer comes when the test says so. */
function hold() {
  const steps = new EventEmitter();
  const arrived = once(steps, 'arrived');
  handler = async (request) => {
    const end = once(steps, 'end');
    steps.emit('arrived');
    await end;
    return plain(request);
  };
  return { arrived, answer: () => steps.emit('end') };
}

/** Sends a part of a request, or all of it, and goes away when told. */
async function sendAndLeave(body: string, length: number, leave: Promise<unknown>): Promise<void> {
  const { port, hostname, host } = new URL(service.url);
  const socket = await new Promise<Socket>((resolve) => {
    const connected = connect(Number(port), hostname, () => {
      resolve(connected);
    });
  });
  const head = `POST /echo HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n`;
  await new Promise((resolve) =>
    socket.write(`${head}content-length: ${length}\r\n\r\n${body}`, resolve),
  );
  await leave;
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

it('takes clients that go away while they send, or before they are answered', async () => {
  await sendAndLeave('{', 9, Promise.resolve());
  const { arrived, answer } = hold();
  await sendAndLeave('{}', 2, arrived);
  answer();
  handler = plain;
  expect(await ask('{}')).toMatchObject({ status: 200, body: '{}' });
});

it('finishes what is in flight when the service drains, and takes nothing new', async () => {
  const draining = await start();
  const { arrived, answer } = hold();
  const inFlight = ask('"last"', { connection: 'keep-alive' }, { url: draining.url });
  await arrived;
  const closed = draining.close();
  answer();
  const answered = await inFlight;
  expect(answered).toMatchObject({ body: '"last"', headers: { connection: 'close' } });
  await closed;
  await expect(ask('{}', {}, { url: draining.url })).rejects.toThrow();
});
