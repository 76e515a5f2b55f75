import type { FastifyInstance } from 'fastify';

const TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
];

/** Bodies reach the controller as text: it is ours to say which line of them is no JSON. */
export function takeBodiesAsText(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(['application/json']);
  fastify.addContentTypeParser(TYPES, { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}
