import type { FastifyRequest } from 'fastify';
import type { Change } from '../../domain/model.ts';

/**
 * Who asks, for histories and events: the user name that MLflow's clients send (MLFLOW_TRACKING_USERNAME), else the
 * program. The password is nobody's business here: on loopback there is no login.
 */
export function changeOfRequest(request: FastifyRequest, at: number, reason?: string): Change {
  return { by: userOf(request) ?? programOf(request), reason: reason ?? null, at };
}

function userOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? [];
  const user = encoded && Buffer.from(encoded, 'base64').toString().split(':')[0];
  return user === '' ? undefined : user?.slice(0, 100);
}

const programOf = ({ headers }: FastifyRequest): string =>
  (headers['user-agent'] ?? '').split(' ')[0]?.slice(0, 100) || 'unknown client';
