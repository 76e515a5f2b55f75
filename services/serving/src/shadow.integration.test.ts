import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS, type ModelChange } from '@headroom/contracts';
import { decodeJson, OK } from '@headroom/messaging';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixtureModel, modelEvent, type VersionChange } from './testing/fixture-model.ts';
import { Neighbours, startServing, type RunningServing } from './testing/running-serving.ts';
import { vector } from './testing/vectors.ts';

const OTHER = 'cloud_optimizer_catboost';

describe('a challenger in shadow, on Kafka, Postgres, Redis and the object store', () => {
  let stack: TestStack;
  let root: string;
  let neighbours: Neighbours;
  let serving: RunningServing;
  /** `topic version hour` of every prediction. */
  const seen: string[] = [];
  const champion = fixtureModel('1', 0.5);
  const challenger = fixtureModel('2', -1);
  const asChallenger = (kind: ModelChange['kind']): VersionChange => ({
    ...modelEvent(kind, '2', challenger.event.bundle, OTHER),
    alias: 'challenger',
  });
  const waitFor = (text: string) =>
    vi.waitUntil(() => seen.some((one) => one === text), { timeout: 20_000 });

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'serving-shadow-'));
    neighbours = new Neighbours(stack, root);
    await neighbours.store(champion);
    await neighbours.store(challenger);
    serving = await startServing(stack, root);
    for (const topic of [TOPICS.predictionsMade, TOPICS.predictionsShadow]) {
      const consumer = neighbours.bus.subscribe({
        topic,
        group: 'shadow-test',
        handler: async (messages) => {
          for (const message of messages) {
            const decoded = decodeJson(topic, message);
            if (!decoded.ok) throw new Error(decoded.rejection.message);
            const { service_id: service, model_version: version } = decoded.data;
            seen.push(
              `${topic === TOPICS.predictionsMade ? 'made' : 'shadow'} ${version} ${service}`,
            );
          }
          return messages.map(() => OK);
        },
      });
      await consumer.joined;
    }
  });
  afterAll(async () => {
    await serving.close();
    await neighbours.close();
    await stack.close();
    await rm(root, { recursive: true });
  });

  it('scores every vector beside the champion, who answers alone', async () => {
    await neighbours.tell(champion.event, asChallenger('alias_set'));
    await neighbours.compute([vector(1, { serviceId: 'first' })]);
    await waitFor('made 1 first');
    await waitFor('shadow 2 first');
    const response = await fetch(`${serving.url}/api/v1/predictions/first`);
    expect(await response.json()).toMatchObject({ model_version: '1' });
  });

  it('leaves the champion alone when it cannot be scored, and ends with its alias', async () => {
    const broken = { ...asChallenger('alias_set'), version: '3' };
    const lost = { ...broken, bundle: { ...broken.bundle, uri: 'models/none/bundle.json' } };
    await neighbours.tell(lost);
    await neighbours.compute([vector(2, { serviceId: 'second' })]);
    await waitFor('made 1 second');
    await neighbours.tell({ ...lost, kind: 'alias_deleted' });
    await neighbours.tell(asChallenger('alias_set'));
    await neighbours.compute([vector(3, { serviceId: 'third' })]);
    await waitFor('shadow 2 third');
    expect(seen.filter((one) => one.startsWith('made 2'))).toEqual([]);
    const ready = await fetch(`${serving.url}/health/ready`);
    expect(ready.status).toBe(200);
  });
});
