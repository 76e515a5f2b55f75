import type { Topic } from '@headroom/contracts';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { BATCH_TRANSPORT } from './transport-id.ts';
import type { BatchHandler, SubscribeOptions } from '../port.ts';

export interface KafkaBatchOptions extends SubscribeOptions {
  /** Usually the service's name. */
  readonly group: string;
}

export interface BatchRoute extends KafkaBatchOptions {
  readonly topic: Topic;
}

/** Nest's exception layer turns an error into a bare message; wrapped, it reaches the retry logic as it was thrown. */
export class HandlerFailure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * Makes a controller's method the handler of a topic: it has the signature of `BatchHandler` and needs no parameter
 * decorators. `@KafkaBatch(TOPICS.workloadRaw, { group: 'validation' })`
 */
export function KafkaBatch(topic: Topic, options: KafkaBatchOptions) {
  return <T extends BatchHandler>(
    target: object,
    property: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    const method = descriptor.value;
    if (method === undefined) throw new TypeError('@KafkaBatch belongs on a method');
    const guarded = async function (this: unknown, ...args: Parameters<BatchHandler>) {
      try {
        return await method.apply(this, args);
      } catch (error) {
        return new HandlerFailure(error);
      }
    };
    Object.defineProperty(descriptor, 'value', { value: guarded });
    Payload()(target, property, 0);
    Ctx()(target, property, 1);
    const route: BatchRoute = { ...options, topic };
    const pattern = `${options.group}.${topic.name}`;
    EventPattern<string | symbol>(pattern, BATCH_TRANSPORT, { route })(
      target,
      property,
      descriptor,
    );
  };
}
