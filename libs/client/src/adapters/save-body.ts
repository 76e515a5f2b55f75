import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Streams the body of an answer into a file. */
export async function saveBody(response: Response, file: string): Promise<string> {
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
  await pipeline(body, createWriteStream(file));
  return file;
}
