import { HeadroomError, parseExactJson } from '@headroom/contracts';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ARROW_STREAM } from '../table/table-arrow.ts';
import { PARQUET } from '../table/table-parquet.ts';

/**
 * Bodies hold rows: large ones, and whole numbers beyond 2^53. Tables reach their handler as the bytes they are.
 * @param bodyLimit in bytes
 */
export function takeTables({ httpAdapter }: HttpAdapterHost, bodyLimit: number): void {
  const fastify = httpAdapter.getInstance<FastifyInstance>();
  fastify.addContentTypeParser(
    [ARROW_STREAM, PARQUET],
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => {
      done(null, body);
    },
  );
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => {
      try {
        done(null, parseExactJson(body));
      } catch (error) {
        done(noJson(error));
      }
    },
  );
}

const noJson = (cause: unknown): HeadroomError =>
  new HeadroomError('INVALID_REQUEST', `the body is no JSON (${String(cause)})`, { cause });
