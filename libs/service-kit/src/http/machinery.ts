import type { FastifyRequest } from 'fastify';

/** Probes and scrapes, asked for by machines every few seconds. */
export const isMachinery = (request: FastifyRequest): boolean =>
  /^\/(health\/|metrics$)/.test(request.url);
