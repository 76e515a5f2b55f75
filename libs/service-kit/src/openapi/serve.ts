import type { FastifyInstance } from 'fastify';
import { collectRoutes, openApiDocument } from './document.ts';
import { docsPage } from './page.ts';

/** `/openapi.json` and `/docs`. Call it before routes are made. */
export function serveOpenApi(fastify: FastifyInstance, service: string): void {
  const routes = collectRoutes(fastify);
  const title = `Headroom ${service}`;
  fastify.get('/openapi.json', async () => openApiDocument(title, routes));
  fastify.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(title, routes)),
  );
}
