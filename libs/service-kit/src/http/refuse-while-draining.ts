import { HeadroomError } from '@headroom/contracts';
import type { FastifyInstance } from 'fastify';
import type { HealthChecks } from '../health/health-checks.ts';
import { isMachinery } from './machinery.ts';

/** The port stays open until consumers have drained, so that probes see why; new work is sent elsewhere. */
export function refuseWhileDraining(fastify: FastifyInstance, health: HealthChecks): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!health.isDraining || isMachinery(request)) {
      done();
      return;
    }
    reply.header('connection', 'close');
    throw new HeadroomError('UNAVAILABLE', 'The service is shutting down. Try again in a moment.');
  });
}
