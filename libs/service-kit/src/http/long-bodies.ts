import { finished } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/**
 * Who sends too long a body gets to read why. Answered at once, the connection would be closed on what is still being
 * sent, and the reset that makes of it takes the answer with it; so the rest is read and dropped first, for as long as
 * any request may take.
 */
export function dropLongBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, { statusCode }, _payload, done) => {
    if (statusCode !== 413 || raw.complete) {
      done();
      return;
    }
    // An error is a client that went away: sending finds that out by itself.
    finished(raw, () => {
      done();
    });
    raw.resume();
  });
}
