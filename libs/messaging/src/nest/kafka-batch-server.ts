import { HeadroomError } from '@headroom/contracts';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { BatchHandler, Consumer, ConsumerHealth, MessageBus, Outcome } from '../port.ts';
import { HandlerFailure } from './kafka-batch.ts';
import type { BatchRoute } from './kafka-batch.ts';
import { BATCH_TRANSPORT } from './transport-id.ts';

/** A handler call without a heartbeat may take this long. */
const HUNG_MS = 60_000;

/** Nest transport over a message bus: subscribes every `@KafkaBatch` method. The bus belongs to whoever made it. */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH_TRANSPORT;
  private readonly bus: MessageBus;
  private consumers: Consumer[] = [];

  constructor(bus: MessageBus) {
    super();
    this.bus = bus;
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      this.subscribeAll();
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Draining: every running handler call is finished and committed. */
  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    this.consumers = [];
  }

  health(): ConsumerHealth[] {
    return this.consumers.map((consumer) => consumer.health());
  }

  /** For a readiness check: throws with the reason while a consumer waits, or when its loop no longer turns. */
  assertReady(now = Date.now()): void {
    const complaints = this.health().flatMap(({ topic, reason, tickedAt }) => {
      if (reason !== null) return `${topic}: ${reason}`;
      return now - tickedAt > HUNG_MS ? `${topic}: its loop hangs since ${tickedAt}` : [];
    });
    if (complaints.length > 0) throw new HeadroomError('UNAVAILABLE', complaints.join('; '));
  }

  on(): never {
    throw new HeadroomError('INTERNAL', 'KafkaBatchServer emits no events; read health()');
  }

  unwrap(): never {
    throw new HeadroomError(
      'INTERNAL',
      'KafkaBatchServer has no client to unwrap; use the MessageBus',
    );
  }

  private subscribeAll(): void {
    for (const [pattern, nestHandler] of this.messageHandlers) {
      const route = nestHandler.extras?.['route'] as BatchRoute | undefined;
      if (route === undefined) {
        throw new HeadroomError('INTERNAL', `${pattern}: declare it with @KafkaBatch`);
      }
      if (nestHandler.next !== undefined) {
        throw new HeadroomError(
          'INTERNAL',
          `${pattern}: two methods handle it; one group reads a topic once, so use another group`,
        );
      }
      const handler: BatchHandler = async (messages, context) => {
        const result: unknown = await nestHandler(messages, context);
        if (result instanceof HandlerFailure) throw result.error;
        return result as readonly Outcome[];
      };
      this.consumers.push(this.bus.subscribe({ ...route, handler }));
    }
  }
}
