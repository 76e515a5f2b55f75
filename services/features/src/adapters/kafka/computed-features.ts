import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { WatchParity } from '../../usecases/offline/watch-parity.ts';

@Controller()
export class ComputedFeatures {
  readonly #parity: WatchParity;

  constructor(@Inject(WatchParity) parity: WatchParity) {
    this.#parity = parity;
  }

  @KafkaBatch(TOPICS.featuresComputed, { group: 'features-parity', maxBatch: 1_000 })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#parity.handle(messages, context);
  }
}
