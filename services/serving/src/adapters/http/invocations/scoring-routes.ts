import { ERROR_CODES, HeadroomError } from '@headroom/contracts';
import { hotJson, type HotHandler, type Logger } from '@headroom/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServedModel } from '../../../domain/served-model.ts';
import { scoreRows } from '../../../usecases/score-features.ts';
import { json, textBody } from '../raw-http.ts';
import { ScoringError } from './scoring-error.ts';
import { parseScoringCsv, parseScoringJson, type ParsedRequest } from './scoring-request.ts';
import { signatureRows } from './signature-rows.ts';

/** The release whose scoring protocol this is. */
const MLFLOW_VERSION = '3.17.2';

export const INVOCATIONS = '/invocations';

const FAILED = JSON.stringify({
  error_code: 'INTERNAL_ERROR',
  message: 'The server failed on this request; its log holds the reason.',
});

/** MLflow's scoring server over the model that serves: `/invocations`, `/ping`, `/version`. */
export function scoringRoutes(served: ServedModel) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.setErrorHandler((error, _request, reply) => {
      const answer = rendered(error);
      if (answer === null) throw error;
      return json(reply, answer.status, JSON.stringify(answer.body));
    });
    scope.post(INVOCATIONS, (request, reply) => invoke(served, request, reply));
    for (const path of ['/ping', '/health'])
      scope.get(path, (_request, reply) => json(reply, served.current === null ? 404 : 200, '\n'));
    scope.get('/version', (_request, reply) => json(reply, 200, MLFLOW_VERSION));
    const other = { POST: ['/ping', '/health', '/version'], GET: [INVOCATIONS] } as const;
    for (const method of ['POST', 'GET'] as const)
      for (const url of other[method])
        scope.route({
          method,
          url,
          handler: (_request, reply) => json(reply, 405, '{"detail":"Method Not Allowed"}'),
        });
  };
}

async function invoke(
  served: ServedModel,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = request.headers['content-type'] ?? '';
  const refusal = unsupported(type);
  if (refusal !== null) return reply.code(415).type('text/plain; charset=utf-8').send(refusal);
  const text = textBody(request);
  const parse = /^text\/csv/i.test(type) ? parseScoringCsv : parseScoringJson;
  return json(reply, 200, scored(served, parse(text)));
}

/** `/invocations` for plain JSON, in front of the framework. */
export const hotInvocations =
  (served: ServedModel, logger: Logger): HotHandler =>
  ({ body }) => {
    try {
      return hotJson(200, scored(served, parseScoringJson(body.toString())));
    } catch (error) {
      const answer = rendered(error);
      if (answer !== null) return hotJson(answer.status, JSON.stringify(answer.body));
      logger.error({ err: error, url: INVOCATIONS }, 'request failed');
      return hotJson(500, FAILED);
    }
  };

function scored(served: ServedModel, { table, failed }: ParsedRequest): string {
  const model = served.required();
  const rows = signatureRows(table, model.bundle.columns, failed);
  // JSON has no NaN: null, where the genuine server writes a document that is none.
  const predictions = scoreRows(model, rows, null).map((score) =>
    score instanceof HeadroomError ? null : score.cpu,
  );
  return JSON.stringify({ predictions });
}

/** Why a content type is not taken, or null. */
function unsupported(contentType: string): string | null {
  const [mime = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    if (name === 'charset' && value.toLowerCase() !== 'utf-8')
      return 'The scoring server only supports UTF-8';
    if (name !== 'charset') return `Unrecognized content type parameters: ${name}.`;
  }
  if (mime === 'application/json' || mime === 'text/csv') return null;
  return `This predictor only supports the following content types: Types: ['text/csv', 'application/json']. Got '${contentType}'.`;
}

/** Null for a fault of ours. */
function rendered(error: unknown): Pick<ScoringError, 'status' | 'body'> | null {
  if (error instanceof ScoringError) return error;
  if (error instanceof HeadroomError && error.code !== 'INTERNAL') {
    const { status } = ERROR_CODES[error.code];
    const code = status === 503 ? 'TEMPORARILY_UNAVAILABLE' : error.code;
    return { status, body: { error_code: code, message: error.message } };
  }
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 413)
    return { status: 413, body: { error_code: 'BAD_REQUEST', message: `${error.message}.` } };
  return null;
}
