import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  Server,
  ServerResponse,
} from 'node:http';
import { context } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { HealthChecks } from '../health/health-checks.ts';
import type { KnowsAuthority } from './origin-check.ts';
import { problemOf } from './problem.ts';
import type { RequestTelemetry } from './request-telemetry.ts';

export interface HotRequest {
  /** Empty for a GET. */
  readonly body: Buffer;
  /** What stands for the route's `:parameter`; empty where it has none. */
  readonly parameter: string;
  readonly headers: IncomingHttpHeaders;
}

export interface HotAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

/** What it throws is answered as a problem, like an error of any other route. */
export type HotHandler = (request: HotRequest) => HotAnswer | Promise<HotAnswer>;

interface HotRoute {
  readonly method: 'GET' | 'POST';
  /** With its `:parameter`, if it has one. */
  readonly route: string;
  readonly before: string;
  readonly after: string;
  readonly handler: HotHandler;
}

interface Matched extends HotRoute {
  readonly parameter: string;
}

/** With the charset, as the framework writes it. */
const PROBLEM_TYPE = { 'content-type': 'application/problem+json; charset=utf-8' };
/** Above it a request is rare and large, and not worth a way of its own. */
const LONGEST_BODY = 1024 * 1024;
/** Written as it is in a path, and of a length that any route takes. */
const PLAIN_PARAMETER = /^[A-Za-z0-9._-]{1,128}$/;
const NO_BODY = Buffer.alloc(0);

/** @param json text, or nothing */
export const hotJson = (
  status: number,
  json: string | null,
  type = 'application/json',
): HotAnswer => ({
  status,
  headers: json === null ? {} : { 'content-type': type },
  body: json ?? '',
});

/**
 * Routes that are asked thousands of times a second: their plain requests are answered before the framework, whose hooks
 * and objects cost as much as an answer. All that is out of the ordinary it handles itself, on a route of the same path
 * that answers the same: another method, Host, Origin, content type or encoding, a long body, a parameter that has to be
 * decoded, a service that drains.
 */
export class HotRoutes {
  readonly #routes: HotRoute[] = [];
  readonly #isKnown: KnowsAuthority;
  readonly #health: HealthChecks;
  readonly #telemetry: RequestTelemetry;
  readonly #logger: Logger;

  constructor(
    isKnown: KnowsAuthority,
    health: HealthChecks,
    telemetry: RequestTelemetry,
    logger: Logger,
  ) {
    this.#isKnown = isKnown;
    this.#health = health;
    this.#telemetry = telemetry;
    this.#logger = logger;
  }

  /** @param route path with one `:parameter` at most */
  add(method: 'GET' | 'POST', route: string, handler: HotHandler): void {
    const [before = '', after = ''] = route.split(/:\w+/);
    this.#routes.push({ method, route, before, after, handler });
  }

  /** Goes in front of the server's other listeners. */
  install(server: Server): void {
    const others = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const matched = this.#match(request);
      if (matched !== undefined) this.#take(matched, request, response);
      else for (const other of others) Reflect.apply(other, server, [request, response]);
    });
  }

  #match({ method, url = '', headers, socket }: IncomingMessage): Matched | undefined {
    if (this.#health.isDraining) return undefined;
    for (const route of this.#routes) {
      const parameter = route.method === method ? parameterOf(route, url) : null;
      if (parameter === null) continue;
      const isPlain =
        (method === 'GET' ? hasNoBody(headers) : hasPlainBody(headers)) &&
        headers.origin === undefined &&
        headers.host !== undefined &&
        this.#isKnown(headers.host, socket.localPort);
      return isPlain ? { ...route, parameter } : undefined;
    }
    return undefined;
  }

  #take(matched: Matched, request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    const { method, route } = matched;
    const url = request.url ?? '';
    const traced = this.#telemetry.begin({ method, route, url }, request.headers);
    const answer = (body: Buffer): void => {
      void context.with(traced.context, async () => {
        const answered = await this.#answerOf(matched, body, request);
        this.#send(answered, response);
        this.#telemetry.end(traced, answered.status, performance.now() - startedAt);
      });
    };
    if (method === 'GET') {
      answer(NO_BODY);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const [first = NO_BODY] = chunks;
      answer(chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    // The client went away while it sent: nobody is left to answer.
    request.once('error', () => traced.span.end());
  }

  async #answerOf(
    { handler, parameter }: Matched,
    body: Buffer,
    request: IncomingMessage,
  ): Promise<HotAnswer> {
    try {
      return await handler({ body, parameter, headers: request.headers });
    } catch (error) {
      const problem = problemOf(error, request, this.#logger);
      return { status: problem.status, headers: PROBLEM_TYPE, body: JSON.stringify(problem) };
    }
  }

  #send({ status, headers, body }: HotAnswer, response: ServerResponse): void {
    // Else the connection stays, and the drain waits for it.
    if (this.#health.isDraining) response.setHeader('connection', 'close');
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  }
}

/** Null for another path. */
function parameterOf({ route, before, after }: HotRoute, url: string): string | null {
  if (url === route && before === route) return '';
  if (before === route || !url.startsWith(before) || !url.endsWith(after)) return null;
  const parameter = url.slice(before.length, url.length - after.length);
  return PLAIN_PARAMETER.test(parameter) ? parameter : null;
}

const hasNoBody = (headers: IncomingHttpHeaders): boolean =>
  headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;

const hasPlainBody = (headers: IncomingHttpHeaders): boolean =>
  headers['content-type'] === 'application/json' &&
  headers['content-encoding'] === undefined &&
  Number(headers['content-length']) <= LONGEST_BODY;
