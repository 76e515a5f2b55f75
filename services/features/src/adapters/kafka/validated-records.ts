import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { ComputeFeatures } from '../../usecases/compute-features.ts';

/** All partitions at the same time: what the handler holds in memory is of one partition, and these take turns in it. */
@Controller()
export class ValidatedRecords {
  readonly #compute: ComputeFeatures;

  constructor(@Inject(ComputeFeatures) compute: ComputeFeatures) {
    this.#compute = compute;
  }

  @KafkaBatch(TOPICS.workloadValidated, { group: 'features', maxBatch: 1_000, concurrency: 4 })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#compute.handle(messages, context);
  }
}
