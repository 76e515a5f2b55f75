import { request as send } from 'undici';
import type { LoadRequest } from '../load/load-job.ts';

/** One of the two servers under test. */
export interface Side {
  readonly name: string;
  readonly url: string;
  /** Of its Postgres database. */
  readonly database: string;
  /** First processes: of the server, and of the Postgres that both use. */
  readonly pids: readonly number[];
  /** Whether it does better with a new connection for every request. */
  readonly reconnect: boolean;
}

const path = (call: string) => `/api/2.0/mlflow/${call}`;

export const post = (call: string, body: object): LoadRequest => ({
  method: 'POST',
  path: path(call),
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const get = (call: string, query: Record<string, string>): LoadRequest => ({
  method: 'GET',
  path: `${path(call)}?${new URLSearchParams(query).toString()}`,
});

/** Sends one request outside of any measuring. */
export async function ask(side: Side, request: LoadRequest): Promise<unknown> {
  const { method, headers, body } = request;
  // Not by fetch, which costs more than the server under test: the seeds are 200,000 requests.
  const answer = await send(side.url + request.path, {
    method,
    ...(headers && { headers: { ...headers } }),
    ...(body !== undefined && { body }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) {
    throw new Error(`${side.name}: ${request.path} answered ${answer.statusCode} ${text}`);
  }
  return JSON.parse(text);
}
