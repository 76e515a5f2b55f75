import { createHistogram, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type Dispatcher } from 'undici';
import type { LoadJob, LoadRequest, LoadResult } from './load-job.ts';

type Measured = Omit<LoadJob, 'warmupSeconds'>;

/** Closed loop (each client waits for its answer), or paced: then a late answer counts from when it was due. */
export async function sendLoad(job: Measured): Promise<LoadResult> {
  const latency = createHistogram();
  let requests = 0;
  let failures = 0;
  let firstFailure: string | undefined;
  const fail = (reason: string) => {
    failures += 1;
    firstFailure ??= reason;
  };
  const startedAt = performance.now();
  const endsAt = startedAt + job.seconds * 1000;
  const nextRequest = inTurn(job.requests);
  const dueAt = pacer(job.rate, startedAt);

  async function client(): Promise<void> {
    let connection = new Client(job.origin);
    try {
      for (;;) {
        const due = dueAt();
        if (due >= endsAt) return;
        const wait = due - performance.now();
        if (wait > 0) await delay(wait);
        // Paced, and all clients waited for answers when it was due: that waiting counts. A timer's lateness doesn't.
        const sentAt = wait > 0 ? performance.now() : due;
        await send(connection, nextRequest(), fail);
        latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1e6)));
        requests += 1;
        if (job.reconnect === true) {
          await connection.close();
          connection = new Client(job.origin);
        }
      }
    } finally {
      await connection.destroy();
    }
  }
  await Promise.all(Array.from({ length: job.clients }, client));

  const seconds = (performance.now() - startedAt) / 1000;
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    requests,
    failures,
    seconds,
    perSecond: requests / seconds,
    p50: ms(latency.percentile(50)),
    p99: ms(latency.percentile(99)),
    max: ms(latency.max),
    ...(firstFailure === undefined ? {} : { firstFailure }),
  };
}

/** When the next request is due: at once, or at the next of the evenly spaced moments. */
function pacer(rate: number | undefined, startedAt: number): () => number {
  if (rate === undefined) return () => performance.now();
  let sent = 0;
  return () => startedAt + (1000 * sent++) / rate;
}

function inTurn(requests: readonly LoadRequest[]): () => LoadRequest {
  let next = 0;
  return () => {
    const request = requests[next++ % requests.length];
    if (request === undefined) throw new Error('a load job needs at least one request');
    return request;
  };
}

async function send(
  connection: Client,
  { method, path, headers, body }: LoadRequest,
  fail: (reason: string) => void,
): Promise<void> {
  const options: Dispatcher.RequestOptions = {
    method,
    path,
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(body === undefined ? {} : { body }),
  };
  try {
    const answer = await connection.request(options);
    if (answer.statusCode >= 200 && answer.statusCode < 300) await answer.body.dump();
    else fail(`${answer.statusCode} ${(await answer.body.text()).slice(0, 300)}`);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
