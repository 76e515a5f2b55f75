import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { spansOf, type ReceivedSpan } from './span.ts';

export type { ReceivedSpan };

export interface OtlpReceiver {
  /** What to set HEADROOM_OTLP_ENDPOINT to. */
  readonly endpoint: string;
  /** All spans received so far. */
  readonly spans: readonly ReceivedSpan[];
  /** Resolves with all spans as soon as they satisfy the predicate; rejects when time is up, naming what there is. */
  waitForSpans(
    predicate: (spans: readonly ReceivedSpan[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly ReceivedSpan[]>;
  clear(): void;
  close(): Promise<void>;
}

interface Waiter {
  readonly predicate: (spans: readonly ReceivedSpan[]) => boolean;
  readonly resolve: (spans: readonly ReceivedSpan[]) => void;
}

/** An OTLP/HTTP collector in the test's own process. It takes OTLP/JSON, plain or gzipped. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const waiters = new Set<Waiter>();

  const server = createServer((request, response) => {
    receive(request).then(
      (received) => {
        spans.push(...received);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        for (const waiter of waiters) {
          if (waiter.predicate(spans)) waiter.resolve([...spans]);
        }
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    spans,
    async waitForSpans(predicate, timeoutMs = 10_000) {
      if (predicate(spans)) return [...spans];
      let timer: NodeJS.Timeout | undefined;
      let waiter: Waiter | undefined;
      try {
        return await new Promise((resolve, reject) => {
          waiter = { predicate, resolve };
          waiters.add(waiter);
          timer = setTimeout(() => reject(new Error(missing(spans, timeoutMs))), timeoutMs);
        });
      } finally {
        clearTimeout(timer);
        if (waiter !== undefined) waiters.delete(waiter);
      }
    },
    clear: () => spans.splice(0),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedSpan[]> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  return spansOf(await json(zipped ? request.pipe(createGunzip()) : request));
}

function missing(spans: readonly ReceivedSpan[], timeoutMs: number): string {
  const seen = spans.map(({ service, name, traceId }) => `${service}: ${name} (${traceId})`);
  return `the spans waited for did not come within ${timeoutMs} ms; received: ${seen.join(', ') || 'none'}`;
}
