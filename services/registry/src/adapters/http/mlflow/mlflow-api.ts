import { LOGGER, type Logger } from '@headroom/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidParameter } from '../../../domain/mlflow-error.ts';
import type { Call, RawRoute } from './call.ts';
import { readJsonBody } from './json-body.ts';
import { refuseOthers } from './other-methods.ts';
import { ONLY_JSON, renderError } from './render-error.ts';

/** Injection token of all calls and routes that the module composes. */
export const MLFLOW_ROUTES = Symbol('registry.mlflow-routes');

export interface MlflowRoutes {
  readonly calls: readonly Call[];
  readonly raw: readonly RawRoute[];
}

/** Batches of metrics, dataset profiles and model files' manifests: the genuine server sets no bound of its own. */
const BODY_LIMIT = 64 * 1024 * 1024;

declare module 'fastify' {
  interface FastifyContextConfig {
    mlflowBody?: 'json' | 'stream';
  }
}

/**
 * MLflow's protocol on the service's Fastify, in a scope of its own: its bodies, answers and errors differ from the house's.
 * Not through Nest's router, whose per-request machinery would cost as much as the call itself.
 */
@Injectable()
export class MlflowApi implements OnModuleInit {
  readonly #host: HttpAdapterHost;
  readonly #routes: MlflowRoutes;
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(MLFLOW_ROUTES) routes: MlflowRoutes,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#host = host;
    this.#routes = routes;
    this.#logger = logger;
  }

  onModuleInit(): void {
    const fastify = this.#host.httpAdapter.getInstance<FastifyInstance>();
    void fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { bodyLimit: BODY_LIMIT }, (request, payload, done) => {
        if (request.routeOptions.config.mlflowBody === 'stream') done(null);
        else readJsonBody(payload, BODY_LIMIT, done);
      });
      scope.setErrorHandler((error, request, reply) =>
        renderError(error, request, reply, this.#logger),
      );
      const { calls, raw } = this.#routes;
      for (const one of calls) serveCall(scope, one);
      for (const { method, url, body = 'json', handle } of raw) {
        scope.route({ method, url, handler: handle, config: { mlflowBody: body } });
      }
      const served = calls.flatMap((one) =>
        urlsOf(one).map((url) => ({ url, method: one.method })),
      );
      refuseOthers(scope, [...served, ...raw]);
    });
  }
}

const urlsOf = ({ path, version }: Call): string[] =>
  ['/api', '/ajax-api'].map((root) => `${root}/${version}.0${path}`);

function serveCall(scope: FastifyInstance, call: Call): void {
  const { method, answer } = call;
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (method === 'POST' || method === 'PUT') requireJson(request.headers['content-type']);
    const path = Object(request.params) as Readonly<Record<string, string>>;
    const text = await answer(request.body ?? {}, { path, http: request });
    return reply.type('application/json').send(text);
  };
  for (const url of urlsOf(call)) scope.route({ method, url, handler });
}

function requireJson(contentType: string | undefined): void {
  if (contentType === undefined) {
    throw invalidParameter('Bad Request. Content-Type header is missing.');
  }
  if (contentType.split(';', 1)[0] !== 'application/json') {
    throw invalidParameter(ONLY_JSON);
  }
}
