import type { FastifyReply, FastifyRequest } from 'fastify';
import { posix } from 'node:path';
import { rangesOf } from '../../../../domain/artifacts/byte-range.ts';
import { normalPath } from '../../../../domain/artifacts/artifact-path.ts';
import { mediaType } from '../../../../domain/artifacts/media-type.ts';
import { doesNotExist } from '../../../../domain/mlflow-error.ts';
import type { ArtifactFiles } from '../../../artifacts/artifact-files.ts';
import { multipart } from './multipart.ts';

/**
 * A file, or the part of it that was asked for; always as an attachment, lest a browser run an uploaded page under this
 * origin. @throws RESOURCE_DOES_NOT_EXIST; `folder` says what is thrown for a folder
 */
export async function sendFile(
  files: ArtifactFiles,
  path: string,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  folder: (message: string) => FastifyReply,
): Promise<FastifyReply> {
  const name = normalPath(path);
  const found = path.endsWith('/') && path !== '' ? null : await files.find(name);
  if (found === null) {
    if (name === '' || (await files.isFolder(name))) {
      return folder(`Artifact path refers to a directory, not a file: '${path}'`);
    }
    throw doesNotExist(`No such artifact: '${path}'`);
  }
  const etag = `"${found.sha256}"`;
  // A part is only of use to one who holds the rest of the same file.
  const ifRange = request.headers['if-range'];
  const sameFile = ifRange === undefined || ifRange === etag;
  const asked = rangesOf(sameFile ? request.headers.range : undefined, found.bytes);
  if (asked.kind === 'malformed') {
    return reply.status(400).type('text/plain; charset=utf-8').send(asked.message);
  }
  if (asked.kind === 'unsatisfiable') {
    const headers = { 'content-range': `bytes */${found.bytes}` };
    return reply.status(416).headers(headers).type('text/plain; charset=utf-8').send('');
  }
  void reply.headers({
    'content-disposition': attachment(posix.basename(name)),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag,
  });
  const [range, ...others] = asked.kind === 'parts' ? asked.ranges : [];
  if (range === undefined) {
    void reply.header('content-length', found.bytes).type(mediaType(name));
    // Of a HEAD Fastify keeps the length and drops the bytes.
    return reply.send(await files.read(found));
  }
  if (others.length > 0) {
    const parts = multipart([range, ...others], found.bytes, mediaType(name), (part) =>
      files.read(found, part),
    );
    return reply.status(206).headers(parts.headers).send(parts.body);
  }
  return reply
    .status(206)
    .headers({
      'content-length': range.end - range.start + 1,
      'content-range': `bytes ${range.start}-${range.end}/${found.bytes}`,
    })
    .type(mediaType(name))
    .send(await files.read(found, range));
}

/** RFC 6266: a name in ASCII, and the real one beside it where that differs. */
function attachment(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'download';
  const token = /^[!#$%&'*+.^_`|~\w-]+$/.test(ascii)
    ? ascii
    : `"${ascii.replace(/["\\]/g, '\\$&')}"`;
  if (ascii === name) return `attachment; filename=${token}`;
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename=${token}; filename*=UTF-8''${encoded}`;
}
