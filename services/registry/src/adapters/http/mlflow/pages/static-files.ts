import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { FastifyReply } from 'fastify';
import { doesNotExist } from '../../../../domain/mlflow-error.ts';
import type { RawRoute } from '../call.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** MLflow's own pages from the folder that its wheel builds them into (`mlflow/server/js/build`), on this server's calls. */
export function pageRoutes(folder: string): RawRoute[] {
  const send = async (name: string, reply: FastifyReply, maxAge: number) => {
    const path = normalize(join(folder, name));
    if (!path.startsWith(normalize(folder) + sep)) throw doesNotExist(`No file ${name}`);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) throw doesNotExist(`No file ${name}`);
    return reply
      .type(TYPES[extname(path)] ?? 'application/octet-stream')
      .headers({
        'content-length': found.size,
        'cache-control': `max-age=${maxAge}`,
        'x-content-type-options': 'nosniff',
      })
      .send(createReadStream(path));
  };
  return [
    { method: 'GET', url: '/', handle: async (_, reply) => send('index.html', reply, 0) },
    {
      method: 'GET',
      url: '/static-files/*',
      // Names of built files hold their digest.
      handle: async ({ params }, reply) =>
        send((params as { readonly '*': string })['*'], reply, 2_419_200),
    },
  ];
}
