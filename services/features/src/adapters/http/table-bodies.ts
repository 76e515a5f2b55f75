import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ARROW_STREAM } from '../table/table-arrow.ts';
import { PARQUET } from '../table/table-parquet.ts';

/** Entity rows come in bodies of this size at most; as Arrow that is some millions of them. */
const BODY_LIMIT = 64 * 1024 * 1024;

/** Bodies of these types reach their handler as the bytes they are. */
export function takeTables({ httpAdapter }: HttpAdapterHost): void {
  httpAdapter
    .getInstance<FastifyInstance>()
    .addContentTypeParser(
      [ARROW_STREAM, PARQUET],
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
      (_request, body, done) => {
        done(null, body);
      },
    );
}
