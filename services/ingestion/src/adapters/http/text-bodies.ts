import { HeadroomError } from '@headroom/contracts';
import type { FastifyInstance } from 'fastify';

const TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
];

/**
 * Bodies of records reach their controller as text: it is ours to say which line of them is no JSON. Other routes take
 * JSON as everywhere.
 */
export function takeRecordsAsText(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(['application/json']);
  fastify.addContentTypeParser(TYPES, { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.url === '/api/v1/records') {
      done(null, body);
      return;
    }
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new HeadroomError('INVALID_REQUEST', 'body: is not JSON'));
    }
  });
}
