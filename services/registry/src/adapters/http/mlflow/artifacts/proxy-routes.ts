import type { FastifyReply, FastifyRequest } from 'fastify';
import { normalPath, safePath, uploadPath } from '../../../../domain/artifacts/artifact-path.ts';
import { invalidParameter, MlflowError } from '../../../../domain/mlflow-error.ts';
import type { ArtifactFiles } from '../../../artifacts/artifact-files.ts';
import { call, type Call, type RawRoute } from '../call.ts';
import { aString, intLike, required } from '../checks.ts';
import { list, nested, optionalInt64, optionalString, string } from '../fields.ts';
import { fileInfo } from './file-info.ts';
import { sendFile } from './send-file.ts';

const FILES = '/mlflow-artifacts/artifacts';
const wildcard = (request: FastifyRequest): string =>
  (request.params as { readonly '*': string })['*'];

/** The proxy through which clients read and write files, by path. */
export const proxyRoutes = (files: ArtifactFiles): RawRoute[] =>
  ['/api/2.0', '/ajax-api/2.0'].flatMap((root): RawRoute[] => {
    const url = `${root}${FILES}/*`;
    return [
      {
        method: 'GET',
        url,
        handle: async (request, reply) =>
          sendFile(files, safePath(wildcard(request)), { request, reply }, (detail) =>
            detailed(reply, detail),
          ),
      },
      {
        method: 'PUT',
        url,
        body: 'stream',
        handle: async (request, reply) => {
          const given = wildcard(request);
          if (given === '' || given.endsWith('/')) {
            return detailed(reply, "Artifact path must include a filename (cannot end with '/').");
          }
          await files.put(uploadPath(given), request.raw);
          return reply.status(200).send();
        },
      },
      {
        method: 'DELETE',
        url,
        handle: async (request, reply) => {
          const path = normalPath(safePath(wildcard(request)));
          if (path === '') {
            throw invalidParameter('Invalid path: the root of all artifacts is not deleted.');
          }
          await files.delete(path);
          return reply.type('application/json').send('{}');
        },
      },
    ];
  });

const detailed = (reply: FastifyReply, detail: string): FastifyReply =>
  reply.status(400).type('application/json').send(JSON.stringify({ detail }));

const unsupported = (what: string) =>
  new MlflowError(
    'NOT_IMPLEMENTED',
    `Multipart ${what} is not supported for the current artifact repository`,
  );

/** Lists, and the calls that a store of local files refuses: uploads by parts and signed URLs are for remote ones. */
export const proxyCalls = (files: ArtifactFiles): Call[] => [
  call({
    method: 'GET',
    path: FILES,
    request: { path: optionalString },
    handle: async ({ path }) => {
      const entries = await files.list(normalPath(safePath(path ?? '')));
      return entries.length === 0 ? {} : { files: entries.map((e) => fileInfo(e, e.name)) };
    },
  }),
  ...(['create', 'complete', 'abort'] as const).map((operation) =>
    call({
      method: 'POST',
      path: `/mlflow-artifacts/mpu/${operation}/*`,
      request: {
        path: string,
        num_parts: optionalInt64,
        upload_id: string,
        parts: list(nested({ part_number: optionalInt64, etag: string, url: string })),
      },
      checks: {
        path: [required, aString],
        ...(operation === 'create' && { num_parts: [intLike] }),
        ...(operation !== 'create' && { upload_id: [aString] }),
        ...(operation === 'complete' && { parts: [required] }),
      },
      handle: async (_, { http }) => {
        safePath(wildcard(http));
        throw unsupported('upload');
      },
    }),
  ),
  call({
    method: 'GET',
    path: '/mlflow-artifacts/presigned/*',
    request: {},
    handle: async (_, { http }) => {
      safePath(wildcard(http));
      throw unsupported('download');
    },
  }),
];
