import type { HotRequest } from '@headroom/service-kit';
import fastify, { type FastifyInstance } from 'fastify';
import { takeBytes } from '../raw-http.ts';

/** Routes of a peer's protocol without the service around them. */
export function bareRoutes(routes: (scope: FastifyInstance) => Promise<void>): FastifyInstance {
  const app = fastify();
  void app.register(async (scope) => {
    takeBytes(scope);
    await routes(scope);
  });
  return app;
}

/** What a hot route takes in front of the framework. */
export const plainRequest = (text: string, parameter = ''): HotRequest => ({
  body: Buffer.from(text),
  parameter,
  headers: { 'content-type': 'application/json' },
});
