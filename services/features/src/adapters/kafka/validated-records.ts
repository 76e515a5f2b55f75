import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { ComputeFeatures } from '../../usecases/compute-features.ts';

/** One partition at a time: the handler is the only one to change the series in memory. */
@Controller()
export class ValidatedRecords {
  readonly #compute: ComputeFeatures;

  constructor(@Inject(ComputeFeatures) compute: ComputeFeatures) {
    this.#compute = compute;
  }

  @KafkaBatch(TOPICS.workloadValidated, { group: 'features', maxBatch: 1_000, concurrency: 1 })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#compute.handle(messages, context);
  }
}
