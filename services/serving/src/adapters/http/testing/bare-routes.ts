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
