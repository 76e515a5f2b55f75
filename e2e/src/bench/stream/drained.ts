import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@headroom/contracts';
import type { KafkaBus } from '@headroom/messaging';
import type { Drained } from './job.ts';

const GROUP = 'features';
const EVERY_MS = 200;

/**
 * Waits until the service has committed `events` validated records and all that it made of them for clusters.
 * Time begins when the first of them are seen committed: what was handled until then does not count.
 */
export async function drained(
  { admin }: Pick<KafkaBus, 'admin'>,
  events: number,
): Promise<Drained> {
  const lag = () => admin.lag(TOPICS.workloadValidated, GROUP);
  let left = await lag();
  while (left >= events) {
    await delay(EVERY_MS);
    left = await lag();
  }
  const startedAt = performance.now();
  const handled = left;
  while (left > 0 || (await admin.lag(TOPICS.workloadByCluster, GROUP)) > 0) {
    await delay(EVERY_MS);
    left = await lag();
  }
  return { handled, seconds: (performance.now() - startedAt) / 1000 };
}
