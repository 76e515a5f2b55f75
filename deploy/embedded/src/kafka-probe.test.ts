import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { kafkaClusterId } from './kafka-probe.ts';

const string = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const nullString = Buffer.from([0xff, 0xff]);

function metadataResponse(brokers: number): Buffer {
  const broker = [int32(1), string('127.0.0.1'), int32(19092), nullString];
  const body = Buffer.concat([
    int32(1), // correlation id
    int32(brokers),
    ...Array.from({ length: brokers }, () => broker).flat(),
    string('the-cluster'),
    int32(1), // controller
    int32(0), // topics
  ]);
  return Buffer.concat([int32(body.length), body]);
}

describe('kafkaClusterId', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  function broker(answer: (socket: Socket) => void): Promise<number> {
    const listening = createServer((socket) => socket.once('data', () => answer(socket)));
    server = listening;
    return new Promise((resolve) => {
      listening.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
    });
  }

  it('reads the id past any number of brokers', async () => {
    const port = await broker((socket) => socket.write(metadataResponse(3)));
    expect(await kafkaClusterId(port)).toBe('the-cluster');
  });

  it('waits for an answer that comes in pieces', async () => {
    const port = await broker((socket) => {
      const [first, ...rest] = metadataResponse(1);
      socket.write(Buffer.from([first ?? 0]));
      setImmediate(() => socket.write(Buffer.from(rest)));
    });
    expect(await kafkaClusterId(port)).toBe('the-cluster');
  });

  it('fails while the broker knows of no broker', async () => {
    const port = await broker((socket) => socket.write(metadataResponse(0)));
    await expect(kafkaClusterId(port)).rejects.toThrow('has not joined its cluster yet');
  });

  it('fails when the connection is closed before the answer', async () => {
    const port = await broker((socket) => socket.end());
    await expect(kafkaClusterId(port)).rejects.toThrow('closed before an answer');
  });

  it('fails where nothing listens', async () => {
    const port = await broker(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    await expect(kafkaClusterId(port)).rejects.toThrow('ECONNREFUSED');
  });
});
