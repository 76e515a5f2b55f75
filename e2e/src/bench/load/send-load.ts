import { createHistogram, performance } from 'node:perf_hooks';
import { Connection } from './connection.ts';
import type { LoadJob, LoadRequest, LoadResult } from './load-job.ts';
import type { Response } from './response-reader.ts';

type Measured = Omit<LoadJob, 'warmupSeconds'>;

/** How often requests that are due are sent; the least that a timer can. */
const TICK_MS = 1;

/**
 * Closed loop (each client waits for its answer), or paced. Little is made anew for a request: a generator that collects
 * garbage while an answer comes would take its own pause for the server's.
 */
export async function sendLoad(job: Measured): Promise<LoadResult> {
  const latency = createHistogram();
  const requests = job.requests.map((request) => bytesOf(job.origin, request));
  const startedAt = performance.now();
  const endsAt = startedAt + job.seconds * 1000;
  const dueAt = (n: number): number =>
    job.rate === undefined ? performance.now() : startedAt + (1000 * n) / job.rate;
  const free = Array.from({ length: job.clients }, () => ({
    connection: new Connection(job.origin),
    freeSince: startedAt,
  }));
  let sent = 0;
  let failures = 0;
  let firstFailure: string | undefined;

  await new Promise<void>((resolve) => {
    const timer = job.rate === undefined ? undefined : setInterval(sendDue, TICK_MS);
    function sendDue(): void {
      for (;;) {
        const due = dueAt(sent);
        if (due >= endsAt) {
          if (free.length < job.clients) return; // the last answers are on their way
          clearInterval(timer);
          resolve();
          return;
        }
        const now = performance.now();
        if (due > now) return;
        const client = free.shift();
        if (client === undefined) return; // sent when the next answer is there
        const bytes = requests[sent++ % requests.length];
        if (bytes === undefined) throw new Error('a load job needs at least one request');
        // All clients waited for answers when it was due: that waiting counts. A timer's lateness doesn't.
        const from = client.freeSince > due ? due : now;
        client.connection.send(bytes, (outcome) => {
          client.freeSince = performance.now();
          latency.record(Math.max(1, Math.round((client.freeSince - from) * 1e6)));
          const failure = failureOf(outcome);
          if (failure !== undefined) {
            failures += 1;
            firstFailure ??= failure;
          }
          if (job.reconnect === true) client.connection.close();
          free.push(client);
          sendDue();
        });
      }
    }
    sendDue();
  });
  for (const { connection } of free) connection.close();

  const seconds = (performance.now() - startedAt) / 1000;
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    requests: sent,
    failures,
    seconds,
    perSecond: sent / seconds,
    p50: ms(latency.percentile(50)),
    p99: ms(latency.percentile(99)),
    max: ms(latency.max),
    ...(firstFailure === undefined ? {} : { firstFailure }),
  };
}

function bytesOf(origin: string, { method, path, headers, body }: LoadRequest): Buffer {
  const content = Buffer.from(body ?? '');
  const all = { host: new URL(origin).host, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === undefined ? '' : `content-length: ${content.length}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`;
  return Buffer.concat([Buffer.from(head), content]);
}

/** A status that is not 2xx, or a connection that broke. */
function failureOf(outcome: Response | Error): string | undefined {
  if (outcome instanceof Error) return outcome.message;
  const { status, body } = outcome;
  return status >= 200 && status < 300 ? undefined : `${status} ${body.toString('utf8', 0, 300)}`;
}
