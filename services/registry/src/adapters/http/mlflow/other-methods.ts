import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MlflowError } from '../../../domain/mlflow-error.ts';

export interface Served {
  readonly method: string;
  readonly url: string;
}

/** Answers the methods that no route takes: 405 with those that one does, 204 to OPTIONS; 404 where there is no route at all. */
export function refuseOthers(scope: FastifyInstance, served: readonly Served[]): void {
  const patterns = served.map(({ method, url }) => ({ method, path: patternOf(url) }));
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = new Set(patterns.filter((one) => one.path.test(path)).map((p) => p.method));
    if (methods.size === 0) {
      throw new MlflowError('ENDPOINT_NOT_FOUND', `There is no call ${request.method} ${path}.`);
    }
    if (methods.has('GET')) methods.add('HEAD');
    void reply.header('allow', [...methods, 'OPTIONS'].toSorted().join(', '));
    if (request.method === 'OPTIONS') return reply.status(204).send();
    // No JSON, as on the genuine server: its client then goes by the status alone.
    return reply.status(405).type('text/plain; charset=utf-8').send('Method Not Allowed');
  };
  for (const prefix of new Set(served.map(({ url }) => prefixOf(url)))) {
    // The service's own not-found answer stays for everything else.
    if (prefix === '') continue;
    void scope.register(
      async (below) => {
        below.setNotFoundHandler(answer);
      },
      { prefix },
    );
  }
}

/** `/api/2.0`, `/ajax-api/3.0`, `/graphql`: beside them under /api stand routes that are not MLflow's. */
const prefixOf = (url: string): string =>
  /^\/(?:api|ajax-api)\/[^/]+|^\/[^/*]+/.exec(url)?.[0] ?? '';

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`);
}
