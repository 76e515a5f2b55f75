import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import type { HealthChecks } from '../health/health-checks.ts';
import type { KnowsAuthority } from './origin-check.ts';
import type { RequestTelemetry } from './request-telemetry.ts';

/** JSON text, or nothing, and its status. */
export interface HotAnswer {
  readonly status: number;
  readonly json: string | null;
}

/** @param body JSON text. Renders its own errors: it never rejects */
export type HotHandler = (body: string) => Promise<HotAnswer>;

const JSON_TYPE = { 'content-type': 'application/json' };
/** Above it a request is rare and large, and not worth a way of its own. */
const LONGEST_BODY = 1024 * 1024;

/**
 * Routes that are asked thousands of times a second: their plain requests are answered before the framework, whose hooks
 * and objects cost as much as an answer. All that is out of the ordinary it handles itself, on a route of the same path
 * that answers the same: another method, Host, Origin, content type or encoding, a long body, a service that drains.
 */
export class HotRoutes {
  readonly #handlers = new Map<string, HotHandler>();
  readonly #isKnown: KnowsAuthority;
  readonly #health: HealthChecks;
  readonly #telemetry: RequestTelemetry;

  constructor(isKnown: KnowsAuthority, health: HealthChecks, telemetry: RequestTelemetry) {
    this.#isKnown = isKnown;
    this.#health = health;
    this.#telemetry = telemetry;
  }

  /** @param path of POST requests, without a query */
  post(path: string, handler: HotHandler): void {
    this.#handlers.set(path, handler);
  }

  /** Goes in front of the server's other listeners. */
  install(server: Server): void {
    const others = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const handler = this.#handlerOf(request);
      if (handler !== undefined) this.#answer(handler, request, response);
      else for (const other of others) Reflect.apply(other, server, [request, response]);
    });
  }

  #handlerOf({ method, url = '', headers, socket }: IncomingMessage): HotHandler | undefined {
    if (method !== 'POST' || this.#health.isDraining) return undefined;
    const handler = this.#handlers.get(url);
    const isPlain =
      handler !== undefined &&
      headers['content-type'] === 'application/json' &&
      headers['content-encoding'] === undefined &&
      Number(headers['content-length']) <= LONGEST_BODY &&
      headers.origin === undefined &&
      headers.host !== undefined &&
      this.#isKnown(headers.host, socket.localPort);
    return isPlain ? handler : undefined;
  }

  #answer(handler: HotHandler, request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    const url = request.url ?? '';
    const traced = this.#telemetry.begin({ method: 'POST', route: url, url }, request.headers);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const body = Buffer.concat(chunks).toString();
      void context.with(traced.context, () =>
        handler(body).then((answer) => {
          this.#send(answer, response);
          this.#telemetry.end(traced, answer.status, performance.now() - startedAt);
        }),
      );
    });
    // The client went away while it sent: nobody is left to answer.
    request.once('error', () => traced.span.end());
  }

  #send({ status, json }: HotAnswer, response: ServerResponse): void {
    // Else the connection stays, and the drain waits for it.
    if (this.#health.isDraining) response.setHeader('connection', 'close');
    response.writeHead(status, {
      ...(json === null ? {} : JSON_TYPE),
      'content-length': Buffer.byteLength(json ?? ''),
    });
    response.end(json ?? '');
  }
}
