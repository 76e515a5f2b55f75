import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createService, type RunningService } from '../boot/create-service.ts';

@Controller()
class Hello {
  @Get('hello')
  hello(): string {
    return 'hello';
  }
}

@Module({ controllers: [Hello] })
class HelloModule {}

let service: RunningService<z.ZodObject>;

beforeAll(async () => {
  service = await createService(
    { name: 'console', settings: z.object({}), module: () => HelloModule },
    {
      HEADROOM_CONSOLE_PORT: '0',
      HEADROOM_LOG_LEVEL: 'silent',
      HEADROOM_ALLOWED_HOSTS: 'headroom.lan',
    },
  );
});
afterAll(() => service.close());

/** fetch would choose Host itself. */
async function get(path: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${service.url}${path}`, { headers }, resolve).on('error', reject).end();
  });
  return { status: response.statusCode, body: await text(response) };
}

const port = () => new URL(service.url).port;

it('answers under its loopback names and allowed hosts, with its own or no Origin', async () => {
  const passing = [
    {},
    { host: `localhost:${port()}` },
    { host: 'headroom.lan' },
    { origin: `http://localhost:${port()}` },
  ];
  for (const headers of passing) {
    expect(await get('/hello', headers)).toEqual({ status: 200, body: 'hello' });
  }
});

it.each([
  ['a foreign Host', () => ({ host: `evil.example:${port()}` })],
  ['another port', () => ({ host: 'localhost:1' })],
  ['a foreign Origin', () => ({ origin: 'https://evil.example' })],
  ['the Origin of a file or sandbox', () => ({ origin: 'null' })],
])('refuses %s, on every path', async (_name, headers) => {
  for (const path of ['/hello', '/health/live', '/metrics', '/nowhere']) {
    const { status, body } = await get(path, headers());
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'FORBIDDEN_ORIGIN', status: 403 });
  }
});
