import { HeadroomError } from '@headroom/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../config/loopback.ts';

/** Whether host[:port] is this service, when asked on this port. */
export type KnowsAuthority = (authority: string, port: number | undefined) => boolean;

/** Keeps the last one that was known: nearly every request names the service as the one before did. */
export function knownAuthorities(allowedHosts: readonly string[]): KnowsAuthority {
  let lastAuthority: string | undefined;
  let lastPort: number | undefined;
  return (authority, port) => {
    if (authority === lastAuthority && port === lastPort) return true;
    if (!isKnown(authority, port, allowedHosts)) return false;
    [lastAuthority, lastPort] = [authority, port];
    return true;
  };
}

/**
 * Against DNS rebinding: a page of a foreign site may resolve its own name to 127.0.0.1, but cannot make the browser
 * send our name in Host, nor leave out its Origin.
 */
export function checkOrigins(fastify: FastifyInstance, isKnown: KnowsAuthority): void {
  // By callback, as all hooks of every request: a promise each would be a good part of a short request.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { host, origin } = request.headers;
    requireKnown('Host', host, request, isKnown);
    if (origin !== undefined) {
      requireKnown('Origin', origin.replace(/^https?:\/\//, ''), request, isKnown);
    }
    done();
  });
}

function requireKnown(
  header: 'Host' | 'Origin',
  authority: string | undefined,
  request: FastifyRequest,
  isKnown: KnowsAuthority,
): void {
  const port = request.socket.localPort;
  if (authority !== undefined && isKnown(authority, port)) return;
  throw new HeadroomError(
    'FORBIDDEN_ORIGIN',
    `${header} "${String(request.headers[header === 'Host' ? 'host' : 'origin'])}" is not this service. ` +
      `Use http://127.0.0.1:${String(port)}, or add the host to HEADROOM_ALLOWED_HOSTS.`,
  );
}

/** Whether host[:port] is this service: loopback with its own port, or a host the operator allowed (with its port, if one is given). */
export function isKnown(
  authority: string,
  port: number | undefined,
  allowedHosts: readonly string[],
): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:@/\s]+)(?::(\d+))?$/i.exec(authority);
  if (match === null) return false;
  const [, host = '', given] = match;
  if (allowedHosts.includes(host) || allowedHosts.includes(authority)) return true;
  return isLoopback(host) && Number(given ?? 80) === port;
}
