import { gunzip, inflate } from 'node:zlib';
import { HeadroomError } from '@headroom/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Rows of features come in batches: 32 MiB are some 5,000 rows of a full signature as JSON. */
const BODY_LIMIT = 32 * 1024 * 1024;

const UNPACK: Readonly<Record<string, typeof gunzip>> = { gzip: gunzip, deflate: inflate };

/** Bodies arrive as bytes, unpacked, whatever their content type, a missing one included. */
export function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    ({ headers }, body, done) => {
      const encoding = headers['content-encoding'];
      if (encoding === undefined) {
        done(null, body);
        return;
      }
      const unpack = UNPACK[encoding];
      const wrong = `content-encoding is '${encoding}'; send a whole body in gzip or deflate, of at most ${BODY_LIMIT} bytes`;
      if (unpack === undefined) {
        done(new HeadroomError('INVALID_REQUEST', wrong));
        return;
      }
      unpack(body, { maxOutputLength: BODY_LIMIT }, (cause, unpacked) => {
        if (cause === null) done(null, unpacked);
        else done(new HeadroomError('INVALID_REQUEST', wrong, { cause }));
      });
    },
  );
}

export const bytesBody = ({ body }: FastifyRequest): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.alloc(0);

export const textBody = (request: FastifyRequest): string => bytesBody(request).toString('utf8');

/** As bytes: Fastify would name the charset of a text, which the peers do not. */
export const json = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply.code(status).header('content-type', 'application/json').send(Buffer.from(text));
