/** An HTTP/1.1 response that arrived whole. */
export interface Response {
  readonly status: number;
  readonly body: Buffer;
  /** The server ends the connection after it. */
  readonly closes: boolean;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Reads the responses of one connection, one after the other: no more than a load generator must know of HTTP. */
export class ResponseReader {
  #held: Buffer | undefined;

  /** @returns the response that the chunk completes, or null @throws Error for what is no HTTP/1.1 */
  read(chunk: Buffer): Response | null {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    const response = parse(bytes);
    this.#held = response === null ? bytes : undefined;
    return response;
  }
}

function parse(bytes: Buffer): Response | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString('latin1', 0, headEnd);
  if (!head.startsWith('HTTP/1.1 ')) throw new Error(`no HTTP/1.1 response: ${head.slice(0, 80)}`);
  const status = Number(head.slice(9, 12));
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  const body = bodyOf(head, status, rest);
  return body === null ? null : { status, body, closes: /\r\nconnection: *close/i.test(head) };
}

/** Null while bytes are missing. */
function bodyOf(head: string, status: number, rest: Buffer): Buffer | null {
  if (status === 204 || status === 304) return rest;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return rest.length < Number(length) ? null : rest;
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return unchunked(rest);
  throw new Error(`a response with neither content-length nor chunks: ${head.slice(0, 80)}`);
}

function unchunked(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return null;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}
