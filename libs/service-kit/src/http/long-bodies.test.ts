import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Controller, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createService, type RunningService } from '../boot/create-service.ts';

@Controller()
class Sink {
  @Post('sink')
  sink(): string {
    return 'taken';
  }
}

@Module({ controllers: [Sink] })
class SinkModule {}

let service: RunningService<z.ZodObject>;

beforeAll(async () => {
  service = await createService(
    { name: 'console', settings: z.object({}), module: () => SinkModule, bodyLimit: 1000 },
    { HEADROOM_CONSOLE_PORT: '0', HEADROOM_LOG_LEVEL: 'silent' },
  );
});
afterAll(() => service.close());

/** Larger than the buffers between two sockets, and as most clients do it, without waiting for an answer. */
const LONG = 'x'.repeat(20_000_000);

it.each([
  ['of a known length', `content-length: ${LONG.length}\r\n\r\n${LONG}`],
  [
    'in chunks',
    `transfer-encoding: chunked\r\n\r\n${LONG.length.toString(16)}\r\n${LONG}\r\n0\r\n\r\n`,
  ],
])('tells the sender of a long body %s what is wrong', async (_, body) => {
  const { port, host } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const send = promisify((data: string, done: (error?: Error | null) => void) =>
    socket.write(data, done),
  );
  const sent = send(
    `POST /sink HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json\r\n${body}`,
  );
  const [answer] = await Promise.all([text(socket), sent]);
  expect(answer).toMatch(/^HTTP\/1.1 413 [^]*too large/);
});
