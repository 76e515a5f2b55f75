import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { VersionClusters } from '../../usecases/version-clusters.ts';

/** A window is seen ten minutes after its end: versions of it are made by tenths of a second, not by records. */
@Controller()
export class ByClusterRecords {
  readonly #version: VersionClusters;

  constructor(@Inject(VersionClusters) version: VersionClusters) {
    this.#version = version;
  }

  @KafkaBatch(TOPICS.workloadByCluster, {
    group: 'features',
    maxBatch: 1_000,
    concurrency: 4,
    gatherBytes: 256 * 1024,
  })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#version.handle(messages, context);
  }
}
