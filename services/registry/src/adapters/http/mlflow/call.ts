import type { FastifyReply, FastifyRequest } from 'fastify';
import { check, type Checks } from './checks.ts';
import { isObject, jsonOfQuery, readMessage, type Message, type Request } from './fields.ts';

/** What a handler may want besides the message. */
export interface CallContext {
  /** Parts of the path: `/mlflow/logged-models/:model_id`. */
  readonly path: Readonly<Record<string, string>>;
  readonly http: FastifyRequest;
}

export interface CallDeclaration<M extends Message> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Behind `/api/2.0` and `/ajax-api/2.0`. */
  readonly path: string;
  /** 3 for what stands under /api/3.0. */
  readonly version?: 2 | 3;
  readonly request: M;
  readonly checks?: Checks;
  /** The response message: undefined fields are left out, nothing at all is {}; JsonText goes out as it is. */
  readonly handle: (request: Request<M>, context: CallContext) => Promise<object | undefined>;
}

/** One call of MLflow's protocol, ready to be served. */
export interface Call {
  readonly method: CallDeclaration<Message>['method'];
  readonly path: string;
  readonly version: 2 | 3;
  readonly answer: (json: unknown, context: CallContext) => Promise<string>;
  /** The answer to a request that is JSON already, whatever the method. */
  readonly respond: (json: unknown, context: CallContext) => Promise<string>;
}

/** A response that the database wrote as JSON already. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A route beside the protocol's calls: files, pages, GraphQL. `body` 'stream': the handler reads `request.raw`. */
export interface RawRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: 'json' | 'stream';
  readonly handle: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

export function call<const M extends Message>(declared: CallDeclaration<M>): Call {
  const respond = async (given: unknown, context: CallContext): Promise<string> => {
    const { request, fits } = readMessage(declared.request, given);
    if (declared.checks !== undefined) check(declared.checks, isObject(given) ? given : {}, fits);
    return textOf(await declared.handle(request, context));
  };
  return {
    method: declared.method,
    path: declared.path,
    version: declared.version ?? 2,
    respond,
    answer: async (json, context) =>
      respond(
        declared.method === 'GET' ? jsonOfUrl(declared.request, context.http) : json,
        context,
      ),
  };
}

function jsonOfUrl(message: Message, { url }: FastifyRequest): Record<string, unknown> {
  const from = url.indexOf('?');
  return jsonOfQuery(message, new URLSearchParams(from < 0 ? '' : url.slice(from + 1)));
}

/** JSON as protobuf writes it: numbers that JSON lacks become strings. */
function textOf(response: object | undefined): string {
  if (response === undefined) return '{}';
  if (response instanceof JsonText) return response.text;
  return JSON.stringify(response, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
