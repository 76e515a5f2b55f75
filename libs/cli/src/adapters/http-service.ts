import { SERVICE_PORTS, type ServiceName } from '@headroom/contracts';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import type { Service } from '../service.ts';
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts';

/** RFC 9457, as every service of ours answers. */
const Problem = z.object({ code: z.string().optional(), detail: z.string() });

/** A service on this machine. */
export class HttpService implements Service {
  readonly #name: string;
  readonly #url: string;
  readonly #stopping: AbortSignal | undefined;

  constructor(name: string, url: string, stopping?: AbortSignal) {
    this.#name = name;
    this.#url = url;
    this.#stopping = stopping;
  }

  /** Where the service listens by default, or by its HEADROOM_‹SERVICE›_PORT. */
  static at(name: ServiceName, env: NodeJS.ProcessEnv): HttpService {
    const port = env[`HEADROOM_${name.toUpperCase()}_PORT`] ?? SERVICE_PORTS[name];
    return new HttpService(name, `http://127.0.0.1:${port}`);
  }

  async call<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    schema: S,
    body?: unknown,
  ): Promise<z.output<S>> {
    const response = await this.#send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw refusal(this.#name, response.status, text);
    return schema.parse(JSON.parse(text));
  }

  /** What the server sends at this path, to the end of the stream. */
  async *events(path: string): AsyncGenerator<ServerSentEvent> {
    yield* serverSentEvents(await this.#send('GET', path, undefined));
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        ...(this.#stopping && { signal: this.#stopping }),
      });
    } catch (error) {
      this.#stopping?.throwIfAborted();
      if (!(error instanceof TypeError)) throw error;
      const setting = `HEADROOM_${this.#name.toUpperCase()}_PORT`;
      throw new CommandError(
        'UNAVAILABLE',
        `The ${this.#name} service does not answer at ${this.#url}: run \`npm start\`, or set ${setting} to its port.`,
      );
    }
  }
}

function refusal(name: string, status: number, text: string): CommandError {
  const problem = Problem.safeParse(parsed(text));
  return problem.success
    ? new CommandError(problem.data.code ?? String(status), problem.data.detail)
    : new CommandError(String(status), `The ${name} service answered ${status}: ${text}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
