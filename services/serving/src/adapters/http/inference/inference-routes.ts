import type { IncomingHttpHeaders } from 'node:http';
import { ERROR_CODES, HeadroomError } from '@headroom/contracts';
import { hotJson, type HotAnswer, type HotHandler } from '@headroom/service-kit';
import type { OnlineStore } from '@headroom/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServedModel } from '../../../domain/served-model.ts';
import type { ServingModel } from '../../../domain/serving-model.ts';
import type { OpenModel } from '../../../usecases/open-model.ts';
import { scoreAll } from '../../../usecases/score-features.ts';
import { scoreServices } from '../../../usecases/score-services.ts';
import { bytesBody, json } from '../raw-http.ts';
import { OUTPUT, parseInferRequest, type InferRequest } from './infer-request.ts';
import { rowsOf, serviceIds } from './rows-of-tensors.ts';

const HEADER_LENGTH = 'inference-header-content-length';

export interface InferencePorts {
  readonly served: ServedModel;
  readonly models: OpenModel;
  readonly online: OnlineStore;
}

/** Of the latest version, where a request is plain JSON, in front of the framework. */
export const INFER = '/v2/models/:model/infer';

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

/** The Open Inference Protocol, version 2, over HTTP, with its binary tensor data extension. */
export function inferenceRoutes(ports: InferencePorts) {
  const { served, models } = ports;
  const opened = ({ params }: FastifyRequest<{ Params: ModelPath }>): Promise<ServingModel> =>
    models.open(params.model, params.version ?? null);

  return async (scope: FastifyInstance): Promise<void> => {
    scope.setErrorHandler((error, _request, reply) => {
      const { status, message } = rendered(error);
      return json(reply, status, JSON.stringify({ error: message }));
    });
    scope.get('/v2', (_request, reply) => json(reply, 200, SERVER));
    scope.get('/v2/health/live', (_request, reply) => json(reply, 200, '{"live":true}'));
    scope.get('/v2/health/ready', (_request, reply) => {
      const ready = served.isSettled && served.current !== null;
      return json(reply, ready ? 200 : 503, JSON.stringify({ ready }));
    });
    for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
      scope.get<{ Params: ModelPath }>(path, async (request, reply) => {
        const model = await opened(request);
        const versions = models.versions(request.params.model);
        return json(reply, 200, JSON.stringify(metadata(model, versions)));
      });
      scope.get<{ Params: ModelPath }>(`${path}/ready`, async (request, reply) => {
        const { name } = await opened(request);
        return json(reply, 200, JSON.stringify({ name, ready: true }));
      });
      scope.post<{ Params: ModelPath }>(`${path}/infer`, async (request, reply) => {
        const { params, headers } = request;
        const answer = await infer(ports, params, bytesBody(request), headers);
        return reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body));
      });
    }
    scope.all('/v2/*', (request, reply) =>
      json(reply, 404, JSON.stringify({ error: `no route ${request.method} ${request.url}` })),
    );
  };
}

/** `/infer` for plain JSON. */
export const hotInfer =
  (ports: InferencePorts): HotHandler =>
  async ({ body, parameter, headers }) => {
    try {
      return await infer(ports, { model: parameter }, body, headers);
    } catch (error) {
      const { status, message } = rendered(error);
      return hotJson(status, JSON.stringify({ error: message }));
    }
  };

const SERVER = JSON.stringify({
  name: 'headroom',
  version: '1',
  extensions: ['binary_tensor_data'],
});

function metadata({ name, algorithm, bundle }: ServingModel, versions: readonly string[]) {
  const number = (column: string) => ({ name: column, datatype: 'FP64', shape: [-1] });
  const inputs = bundle.columns.map(number);
  return { name, versions, platform: `headroom_${algorithm}`, inputs, outputs: [number(OUTPUT)] };
}

async function infer(
  { models, online }: InferencePorts,
  path: ModelPath,
  body: Buffer,
  headers: IncomingHttpHeaders,
): Promise<HotAnswer> {
  const asked = parseInferRequest(body, headers[HEADER_LENGTH]?.toString());
  const model = await models.open(path.model, path.version ?? null);
  return answer(model, asked, await predict(model, asked, online));
}

async function predict(
  model: ServingModel,
  { inputs, service }: InferRequest,
  online: OnlineStore,
): Promise<number[]> {
  const ids = serviceIds(inputs);
  if (ids === null) return scoreAll(model, rowsOf(inputs, model.bundle.columns), service);
  const made = await scoreServices(model, ids, online);
  return made.map(({ prediction }) => prediction);
}

function answer(
  { name, version }: ServingModel,
  { id, isBinaryWanted }: InferRequest,
  predictions: readonly number[],
): HotAnswer {
  const output = { name: OUTPUT, datatype: 'FP64', shape: [predictions.length] };
  const head = { model_name: name, model_version: version, ...(id === undefined ? {} : { id }) };
  if (!isBinaryWanted)
    return hotJson(200, JSON.stringify({ ...head, outputs: [{ ...output, data: predictions }] }));
  const values = Buffer.alloc(8 * predictions.length);
  predictions.forEach((value, i) => values.writeDoubleLE(value, 8 * i));
  const parameters = { binary_data_size: values.length };
  const text = Buffer.from(JSON.stringify({ ...head, outputs: [{ ...output, parameters }] }));
  return {
    status: 200,
    headers: { [HEADER_LENGTH]: text.length, 'content-type': 'application/octet-stream' },
    body: Buffer.concat([text, values]),
  };
}

function rendered(error: unknown): { status: number; message: string } {
  if (error instanceof HeadroomError && error.code !== 'INTERNAL')
    return {
      status: ERROR_CODES[error.code].status,
      message: error.code === 'INVALID_REQUEST' ? error.message : `${error.code}: ${error.message}`,
    };
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 413)
    return { status: 413, message: error.message };
  throw error;
}
