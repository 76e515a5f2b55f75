import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

/** What comes of the bytes when they arrive in pieces. */
function readAll(text: string, pieces: readonly number[]): unknown[] {
  const reader = new ResponseReader();
  const bytes = Buffer.from(text);
  const ends = [...new Set([...pieces.map((at) => at % bytes.length), bytes.length])]
    .filter((at) => at > 0)
    .sort((a, b) => a - b);
  return ends
    .map((end, i) => reader.read(bytes.subarray(ends[i - 1] ?? 0, end)))
    .filter((response) => response !== null)
    .map(({ status, body, closes }) => [status, body.toString(), closes]);
}

describe('a response', () => {
  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', [200, 'hello', false]],
    [
      'in chunks',
      'HTTP/1.1 409 C\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\na\r\nlo, lo, lo\r\n0\r\n\r\n',
      [409, 'hello, lo, lo', false],
    ],
    ['that ends the connection', 'HTTP/1.1 204 No\r\nConnection: close\r\n\r\n', [204, '', true]],
  ])('%s is read, in whatever pieces it comes', (_how, text, expected) => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (pieces) => {
        expect(readAll(text, pieces)).toEqual([expected]);
      }),
    );
  });

  it('is refused without a length, and where it is no HTTP/1.1', () => {
    expect(() => readAll('HTTP/1.1 200 OK\r\n\r\n', [])).toThrow(/neither content-length/);
    expect(() => readAll('SSH-2.0 \r\n\r\n', [])).toThrow(/no HTTP\/1.1/);
  });
});
