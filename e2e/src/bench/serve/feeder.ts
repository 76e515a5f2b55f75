/** Program: does what the feature store and the registry do for serving, then ends. */
import { readFileSync } from 'node:fs';
import { ONLINE_PREFIX, TOPICS } from '@headroom/contracts';
import { createKafkaBus } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import { FolderObjectStore, RedisOnlineStore } from '@headroom/storage';
import type { FeedJob } from './feed-job.ts';
import { putVectors } from './feature-store.ts';
import { storeModel } from './models.ts';

const job = JSON.parse(process.argv[2] ?? '') as FeedJob;
const online = new RedisOnlineStore({ url: job.redisUrl, prefix: ONLINE_PREFIX });
const bus = createKafkaBus({
  brokers: job.brokers.split(','),
  clientId: 'bench',
  logger: createLogger({ service: 'bench', level: 'warn' }),
});
try {
  if (job.vectors) await putVectors(online, bus.publisher);
  const objects = await FolderObjectStore.open(job.objects);
  const data = await storeModel(objects, readFileSync(job.model, 'utf8'), job.version);
  await bus.publisher.publish([
    { topic: TOPICS.modelsChanges, id: job.event, source: 'bench', key: data.name, data },
  ]);
} finally {
  await bus.close();
  await online.close();
}
