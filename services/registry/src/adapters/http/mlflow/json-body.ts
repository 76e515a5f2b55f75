import { parseExactJson } from '@headroom/contracts';
import type { IncomingMessage } from 'node:http';
import { MlflowError } from '../../../domain/mlflow-error.ts';

type Done = (error: Error | null, body?: unknown) => void;

/** A body that is no JSON reads as an empty object, as on the genuine server: the checks then tell what is missing. */
export function readJsonBody(payload: IncomingMessage, limit: number, done: Done): void {
  const chunks: Buffer[] = [];
  let size = 0;
  payload.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  });
  payload.on('error', done);
  payload.on('end', () => {
    if (size > limit) {
      done(new MlflowError('BAD_REQUEST', `The body is larger than ${limit} bytes.`));
    } else done(null, parse(Buffer.concat(chunks).toString()));
  });
}

/** Texts, and what Python writes for the numbers that JSON lacks. */
const TEXT_OR_NAME = /"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)\b/g;

function parse(text: string): unknown {
  try {
    const json = parseExactJson(text);
    // Old clients encode their JSON twice.
    return typeof json === 'string' ? parseExactJson(json) : (json ?? {});
  } catch {
    const named = text.replace(TEXT_OR_NAME, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    );
    return named === text ? {} : parse(named);
  }
}
