import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Event streams never end by themselves and would hold a drain up. Returns what ends those that are open. */
export function trackEventStreams(fastify: FastifyInstance): () => void {
  const open = new Set<ServerResponse>();
  fastify.addHook('onRequest', (request, { raw }, done) => {
    if (request.headers.accept?.includes('text/event-stream') === true) {
      open.add(raw);
      raw.once('close', () => open.delete(raw));
    }
    done();
  });
  return () => {
    for (const response of open) response.destroy();
  };
}
