import { RouteConfig } from '@nestjs/platform-fastify';
import type { ErrorCode } from '@headroom/contracts';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { parseRequest } from './parse-request.ts';

/** What a route takes and answers: checked before the handler runs, and told in `/openapi.json`. */
export interface RouteDeclaration {
  readonly summary: string;
  readonly params?: z.ZodObject;
  /** Values arrive as strings: use `z.coerce`. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
  /** Status of success, for the document; Nest's own default unless told (201 for POST, else 200). */
  readonly status?: number;
  readonly errors?: readonly ErrorCode[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    headroom?: RouteDeclaration;
  }
}

/** Declares a handler: `@Body()`, `@Query()` and `@Param()` then hold what the schemas put out. */
export const Route = (declaration: RouteDeclaration): MethodDecorator =>
  RouteConfig({ headroom: declaration });

export function validateDeclaredRoutes(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    const declared = request.routeOptions.config.headroom;
    if (declared?.params) request.params = parseRequest('path', declared.params, request.params);
    if (declared?.query) request.query = parseRequest('query', declared.query, request.query);
    if (declared?.body) request.body = parseRequest('body', declared.body, request.body);
    done();
  });
}
