import { hotJson, type HotHandler, type Logger } from '@headroom/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renderError } from './render-error.ts';
import { RequestBody } from './request-body.ts';

/** The answer to a request: JSON text, or nothing. */
export interface FeastAnswer {
  readonly status: number;
  readonly json: string | null;
}

export const answer = (json: string | null, status = 200): FeastAnswer => ({ status, json });

export type FeastHandler = (
  body: RequestBody,
  query: Readonly<Record<string, string>>,
) => Promise<FeastAnswer>;

/** Paths of Feast's feature server that take a POST. */
export type FeastHandlers = Readonly<Record<`/${string}`, FeastHandler>>;

/** Below these lie APIs of our own. */
const OWN_PATHS = /^\/(api|docs|openapi\.json|health\/|metrics)/;

/**
 * Feast's feature server, on bare Fastify routes: the frameworks' own handling of a body and of an answer would cost more
 * than the read itself. A scope of its own: its bodies and errors are Feast's.
 */
export function feastServer(handlers: FeastHandlers, bodyLimit: number, logger: Logger) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
      done(null, body);
    });
    scope.setErrorHandler((error, request, reply) => {
      const { status, json } = failed(error, request.method, request.url, logger);
      return send(reply, status, json);
    });
    for (const [path, handle] of Object.entries(handlers)) {
      scope.post(path, { bodyLimit }, async (request, reply) => {
        const body = new RequestBody(
          typeof request.body === 'string' ? request.body : '',
          request.headers['content-type']?.includes('json') ?? false,
        );
        const { status, json } = await handle(body, request.query as Record<string, string>);
        return send(reply, status, json);
      });
      scope.route({
        method: ['GET', 'PUT', 'PATCH', 'DELETE'],
        url: path,
        handler: (_request, reply) =>
          send(reply.header('allow', 'POST'), 405, '{"detail":"Method Not Allowed"}'),
      });
    }
    scope.get('/health', (_request, reply) => send(reply, 200, null));
    scope.all('/*', notFound);
  };
}

/** The same as its route answers, for requests that are plain JSON. */
export const hotHandler =
  (path: string, handle: FeastHandler, logger: Logger): HotHandler =>
  async ({ body }) => {
    try {
      const { status, json } = await handle(new RequestBody(body.toString(), true), {});
      return hotJson(status, json);
    } catch (error) {
      const { status, json } = failed(error, 'POST', path, logger);
      return hotJson(status, json);
    }
  };

function failed(error: unknown, method: string, url: string, logger: Logger): FeastAnswer {
  const rendered = renderError(error);
  if (rendered !== null) return answer(rendered.body, rendered.status);
  logger.error({ err: error, method, url }, 'request failed');
  return answer('"The server failed on this request; its log holds the reason."', 500);
}

function notFound({ url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!OWN_PATHS.test(url)) return send(reply, 404, '{"detail":"Not Found"}');
  reply.callNotFound();
  return reply;
}

const asItIs = (json: unknown): string => String(json);

/** By a serializer: else Fastify would name the charset, which Feast does not. As text, which Node sends in one piece with its head. */
function send(reply: FastifyReply, status: number, json: string | null): FastifyReply {
  reply.code(status);
  return json === null
    ? reply.send()
    : reply.header('content-type', 'application/json').serializer(asItIs).send(json);
}
