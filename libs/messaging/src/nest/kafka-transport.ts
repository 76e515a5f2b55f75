import type { HealthChecks } from '@headroom/service-kit';
import type { INestApplicationContext } from '@nestjs/common';
import type { MessageBus } from '../port.ts';
import { KafkaBatchServer } from './kafka-batch-server.ts';
import { MESSAGE_BUS } from './tokens.ts';

/** For `bootService({ transport })`: every `@KafkaBatch` method of the service consumes, watched by its readiness. */
export function kafkaTransport(service: {
  readonly app: INestApplicationContext;
  readonly health: HealthChecks;
}): KafkaBatchServer {
  const server = new KafkaBatchServer(service.app.get<MessageBus>(MESSAGE_BUS));
  service.health.register('kafka', () => server.assertReady());
  return server;
}
