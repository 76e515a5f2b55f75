import { TOPICS } from '@headroom/contracts';
import { expect, it } from 'vitest';
import type { RefusedChampion } from '../domain/refused-champion.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { fixtureModel } from '../testing/fixture-model.ts';
import { modelMessage, SentEvents } from '../testing/messages.ts';
import { tellRefused } from './tell-refused.ts';

const { event } = fixtureModel('2', 0);
const cause = modelMessage(7, event);
const REFUSED: RefusedChampion = {
  name: event.name,
  version: '2',
  sha256: event.bundle.sha256,
  code: 'NOT_FOUND',
  detail: 'no such file',
};

it('raises one alert, always the same, that says what answers instead, and none once that is over', async () => {
  const [served, publisher] = [new ServedModel(), new SentEvents()];
  served.swap(buildFixture('1', 0), REFUSED);
  await tellRefused(served, publisher)(REFUSED, cause);
  const again = tellRefused(served, publisher);
  await again(REFUSED, cause);
  await again(null, cause);
  expect(publisher.sent).toHaveLength(2);
  expect(publisher.sent[1]).toEqual(publisher.sent[0]);
  expect(publisher.sent[0]).toMatchObject({
    topic: TOPICS.alertsRaised,
    cause,
    data: {
      rule: 'serving.champion',
      severity: 'critical',
      message: expect.stringMatching(
        /version 2 cannot .*NOT_FOUND: no such file.*version 1 answers/,
      ),
    },
  });
});

it('says so where no model answers', async () => {
  const publisher = new SentEvents();
  await tellRefused(new ServedModel(), publisher)(REFUSED, cause);
  expect(publisher.sent).toMatchObject([
    { data: { message: expect.stringContaining('no model answers') } },
  ]);
});
