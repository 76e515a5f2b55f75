import type { FastifyReply, FastifyRequest } from 'fastify';
import { posix } from 'node:path';
import {
  normalPath,
  proxiedPath,
  safePath,
  uploadPath,
} from '../../../../domain/artifacts/artifact-path.ts';
import { doesNotExist, invalidParameter, MlflowError } from '../../../../domain/mlflow-error.ts';
import { checkModelName } from '../../../../domain/models/model-name.ts';
import type { SourceLookup } from '../../../../domain/models/source-lookup.ts';
import { uriOfFiles } from '../../../../domain/models/uri-of-files.ts';
import { parseUri } from '../../../../domain/models/version-source.ts';
import { versionNumber } from '../../../../domain/models/version-number.ts';
import type { ArtifactFiles } from '../../../artifacts/artifact-files.ts';
import type { ReadModels } from '../../../postgres/models/read-models.ts';
import { call, type Call, type RawRoute } from '../call.ts';
import { aString, required } from '../checks.ts';
import { optionalInt64, optionalString, string } from '../fields.ts';
import { fileInfo } from './file-info.ts';
import { sendFile } from './send-file.ts';

export interface ArtifactsOf {
  readonly files: ArtifactFiles;
  readonly lookup: SourceLookup;
  readonly models: ReadModels;
}

const UPLOAD_LIMIT = 10 * 1024 * 1024;

/** The proxy's folder behind an artifact URI. @throws INVALID_PARAMETER_VALUE where the files are elsewhere */
export function proxied(uri: string): string {
  const path = proxiedPath(uri);
  if (path !== null) return path;
  throw invalidParameter(
    `The artifacts at '${uri}' are not behind this server; read them where they are.`,
  );
}

export async function runLocation(lookup: SourceLookup, runId: string): Promise<string> {
  const location = await lookup.runLocation(runId);
  if (location === null) throw doesNotExist(`Run with id=${runId} not found`);
  return location;
}

/** What a folder within an artifact URI holds, named from that URI. */
export async function listWithin(files: ArtifactFiles, uri: string, path: string | undefined) {
  const within = path === undefined ? '' : safePath(path);
  const entries = await files.list(normalPath(posix.join(proxied(uri), within)));
  const under = within.replace(/\/+$/, '');
  return entries.length === 0
    ? undefined
    : entries.map((e) => fileInfo(e, under === '' ? e.name : `${under}/${e.name}`));
}

/** Artifacts by the run or version they belong to: what MLflow's pages and clients list, show and upload. */
export const runArtifactCalls = ({ files, lookup }: ArtifactsOf): Call[] => [
  call({
    method: 'GET',
    path: '/mlflow/artifacts/list',
    request: { run_id: string, run_uuid: string, path: optionalString, page_token: string },
    checks: { run_id: [aString, required], path: [aString], page_token: [aString] },
    handle: async ({ run_id, run_uuid, path }) => {
      if (path !== undefined) safePath(path);
      const root_uri = await runLocation(lookup, run_id === '' ? run_uuid : run_id);
      return { root_uri, files: await listWithin(files, root_uri, path) };
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/artifacts/presigned-upload-url',
    request: { run_id: string, model_id: string, path: string, expiration: optionalInt64 },
    checks: { run_id: [aString], model_id: [aString], path: [required, aString] },
    handle: async ({ run_id, model_id, path }) => {
      if ((run_id === '') === (model_id === '')) {
        throw invalidParameter('Exactly one of run_id and model_id must be provided.');
      }
      safePath(path);
      const uri =
        run_id === '' ? await modelLocation(lookup, model_id) : await runLocation(lookup, run_id);
      throw unsigned('upload', 'proxied artifact storage', 'a direct', uri);
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/artifacts/presigned-download-url',
    request: { run_id: string, path: string, expiration: optionalInt64 },
    checks: { run_id: [required, aString], path: [required, aString] },
    handle: async ({ run_id, path, expiration = 900 }) => {
      safePath(path);
      if (expiration < 1 || expiration > 604_800) {
        throw invalidParameter(
          `expiration must be between 1 and 604800 seconds (got ${expiration}).`,
        );
      }
      const uri = await runLocation(lookup, run_id);
      throw unsigned('download', 'runs with proxied artifact storage', 'a run with a direct', uri);
    },
  }),
];

async function modelLocation(lookup: SourceLookup, modelId: string): Promise<string> {
  const model = await lookup.loggedModel(modelId);
  if (model === null) throw doesNotExist(`Logged model with ID '${modelId}' not found.`);
  return model.location;
}

/** Files go through this server: there is no storage that a signed URL could lead to. */
function unsigned(what: string, where: string, needs: string, uri: string): MlflowError {
  const { scheme } = parseUri(uri);
  if (scheme !== 'mlflow-artifacts') {
    return new MlflowError(
      'NOT_IMPLEMENTED',
      `Presigned ${what} is not supported for the current artifact repository`,
    );
  }
  return invalidParameter(
    `Presigned ${what} is not supported for ${where} (artifact URI scheme: ${scheme}). This endpoint requires ${needs} cloud storage artifact URI.`,
  );
}

const query = (request: FastifyRequest): URLSearchParams => {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
};

const badRequest = (reply: FastifyReply): FastifyReply =>
  reply.status(400).type('text/plain').send('The query needs a path.');

const refuseFolder = (message: string): never => {
  throw invalidParameter(message);
};

export const runArtifactRoutes = ({ files, lookup, models }: ArtifactsOf): RawRoute[] => [
  {
    method: 'GET',
    url: '/get-artifact',
    handle: async (request, reply) => {
      const asked = query(request);
      const path = asked.get('path');
      if (path === null) return badRequest(reply);
      const safe = safePath(path);
      const run = asked.get('run_id') ?? asked.get('run_uuid') ?? '';
      const root = proxied(await runLocation(lookup, run));
      return sendFile(files, `${root}/${safe}`, { request, reply }, refuseFolder);
    },
  },
  {
    method: 'GET',
    url: '/model-versions/get-artifact',
    handle: async (request, reply) => {
      const asked = query(request);
      const path = asked.get('path');
      if (path === null) return badRequest(reply);
      const safe = safePath(path);
      const name = asked.get('name') ?? '';
      checkModelName(name);
      const uri = await models.downloadUri(name, versionNumber(asked.get('version') ?? ''));
      const root = proxied((await uriOfFiles(uri, lookup)) ?? uri);
      return sendFile(files, `${root}/${safe}`, { request, reply }, refuseFolder);
    },
  },
  {
    method: 'POST',
    url: '/ajax-api/2.0/mlflow/upload-artifact',
    body: 'stream',
    handle: async (request, reply) => {
      const asked = query(request);
      const run = asked.get('run_uuid') ?? '';
      const path = asked.get('path') ?? '';
      if (run === '') throw invalidParameter('Request must specify run_uuid.');
      if (path === '') throw invalidParameter('Request must specify path.');
      const name = uploadPath(path);
      const length = Number(request.headers['content-length'] ?? Infinity);
      if (length === 0) throw invalidParameter('Request must specify data.');
      if (length > UPLOAD_LIMIT) {
        throw invalidParameter('Artifact size is too large. Max size is 10MB.');
      }
      const root = proxied(await runLocation(lookup, run));
      await files.put(`${root}/${name}`, request.raw);
      return reply.type('application/json').send('');
    },
  },
];
