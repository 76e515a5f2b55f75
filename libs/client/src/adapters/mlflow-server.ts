import { parseExactJson } from '@headroom/contracts';
import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import { MlflowServerError } from '../mlflow/mlflow-server-error.ts';

/** As MLflow's calls answer, or as those that only Headroom has (RFC 9457). */
const Refusal = z.union([
  z
    .object({ error_code: z.string(), message: z.string() })
    .transform(({ error_code: code, message }) => ({ code, message })),
  z
    .object({ code: z.string(), detail: z.string() })
    .transform(({ code, detail: message }) => ({ code, message })),
]);

type QueryValue = string | number | readonly string[] | undefined;
type Query = Readonly<Record<string, QueryValue>>;

/** A server that speaks MLflow's REST protocol: Headroom's registry or a genuine `mlflow server`. */
export class MlflowServer {
  readonly url: string;
  readonly #stopping: AbortSignal | undefined;

  /** @param url `http://127.0.0.1:5000` */
  constructor(url: string, stopping?: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.#stopping = stopping;
  }

  /**
   * The answer of a call by its schema.
   * @param path behind `/api/2.0/mlflow/`, or from the root if it starts with a slash
   * @throws MlflowServerError with the server's own code and words, or `UNAVAILABLE`
   */
  async get<S extends z.ZodType>(path: string, query: Query, schema: S): Promise<z.output<S>> {
    const response = await this.#send('GET', `${this.#place(path)}${search(query)}`);
    return schema.parse(parseExactJson(await response.text()));
  }

  async send<S extends z.ZodType>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: object,
    schema: S,
  ): Promise<z.output<S>> {
    const response = await this.#send(method, this.#place(path), {
      body: textOf(body),
      headers: { 'content-type': 'application/json' },
    });
    return schema.parse(parseExactJson(await response.text()));
  }

  /** The bytes of a file, as they come. */
  async download(path: string, query: Query): Promise<Response> {
    return this.#send('GET', `${path}${search(query)}`);
  }

  /** Uploads a file of this machine under an artifact URI of the server. */
  async upload(file: string, artifactUri: string): Promise<void> {
    const path = proxyPath(artifactUri);
    const blob = await openAsBlob(file);
    await this.#send('PUT', path, { body: blob });
  }

  #place(path: string): string {
    return path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`;
  }

  async #send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        ...init,
        method,
        ...(this.#stopping && { signal: this.#stopping }),
      });
    } catch (error) {
      this.#stopping?.throwIfAborted();
      if (!(error instanceof TypeError)) throw error;
      throw new MlflowServerError('UNAVAILABLE', 0, `No MLflow server answers at ${this.url}.`);
    }
    if (response.ok) return response;
    const text = await response.text();
    const refusal = Refusal.safeParse(parsed(text));
    throw refusal.success
      ? new MlflowServerError(refusal.data.code, response.status, refusal.data.message)
      : new MlflowServerError(
          `HTTP_${response.status}`,
          response.status,
          `${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`,
        );
  }
}

/** Integers that JSON's numbers would round go as texts, which the protocol reads too. */
const textOf = (body: object): string =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

function search(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) params.append(name, String(one));
  }
  return params.size === 0 ? '' : `?${params.toString()}`;
}

/** `mlflow-artifacts:/1/…/model` → where the server's own proxy takes the file. */
function proxyPath(artifactUri: string): string {
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1];
  if (path === undefined) {
    throw new MlflowServerError(
      'INVALID_PARAMETER_VALUE',
      400,
      `Artifacts of ${artifactUri} are not handed out by the server: start it with --serve-artifacts, and use an experiment without an artifact location of its own.`,
    );
  }
  return `/api/2.0/mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
