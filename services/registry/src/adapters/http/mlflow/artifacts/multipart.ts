import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ByteRange } from '../../../../domain/artifacts/byte-range.ts';

/** Several parts of a file as one body (RFC 9110, multipart/byteranges). */
export function multipart(
  ranges: readonly ByteRange[],
  bytes: number,
  mediaType: string,
  read: (range: ByteRange) => Promise<Readable>,
) {
  const boundary = randomBytes(13).toString('hex');
  const parts = ranges.map((range) => ({
    range,
    head:
      `--${boundary}\r\nContent-Type: ${mediaType}\r\n` +
      `Content-Range: bytes ${range.start}-${range.end}/${bytes}\r\n\r\n`,
  }));
  const end = `--${boundary}--`;
  const length = parts.reduce(
    (sum, { head, range }) => sum + head.length + (range.end - range.start + 1) + '\r\n'.length,
    end.length,
  );
  async function* body() {
    for (const { head, range } of parts) {
      yield head;
      yield* await read(range);
      yield '\r\n';
    }
    yield end;
  }
  return {
    headers: {
      'content-length': length,
      'content-type': `multipart/byteranges; boundary=${boundary}`,
    },
    body: Readable.from(body(), { objectMode: false }),
  };
}
