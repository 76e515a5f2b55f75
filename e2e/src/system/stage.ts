import { TOPICS } from '@headroom/contracts';
import { decodeVector, ParquetFiles, type FeatureVector } from '@headroom/storage';
import { startOtlpReceiver, type OtlpReceiver } from '@headroom/testing';
import { followTopic, type Log } from './log.ts';
import { buildBundles, startSystem, type System } from './system.ts';

/** One running system and what watches it, shared by the suites of a file, which run one after the other. */
export interface Stage {
  readonly system: System;
  readonly receiver: OtlpReceiver;
  readonly parquet: ParquetFiles;
  /** All vectors that were published. */
  readonly vectors: Log<FeatureVector>;
  close(keepLogs: boolean): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const [receiver, bundles, parquet] = await Promise.all([
    startOtlpReceiver(),
    buildBundles(),
    ParquetFiles.open(),
  ]);
  const system = await startSystem(bundles, { HEADROOM_OTLP_ENDPOINT: receiver.endpoint });
  const vectors = await followTopic(system.bus, TOPICS.featuresComputed, ({ value }) =>
    decodeVector(value ?? new Uint8Array()),
  );
  return {
    system,
    receiver,
    parquet,
    vectors,
    async close(keepLogs) {
      await system.close(keepLogs);
      await receiver.close();
      parquet.close();
      bundles.remove();
    },
  };
}
