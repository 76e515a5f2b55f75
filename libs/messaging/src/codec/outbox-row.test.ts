import { TOPICS } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { encodeEvent } from './encode.ts';
import { fromOutboxRow, toOutboxRow } from './outbox-row.ts';

const event = {
  topic: TOPICS.pipelineTriggers,
  id: 'e1',
  source: 'headroom/test',
  key: 'k',
  subject: 's',
  data: { id: 't', dag_id: 'd' },
};

it('gives back the event that was stored, to the byte', () => {
  const again = encodeEvent(fromOutboxRow(toOutboxRow(event)));
  expect(again).toEqual(encodeEvent(event));
});

it('refuses a wrong event when it is stored, not when it is published', () => {
  expect(() => toOutboxRow({ ...event, data: { id: 't' } })).toThrow('dag_id');
});

it('names a row of a topic that is not declared', () => {
  expect(() => fromOutboxRow({ ...toOutboxRow(event), topic: 'old.topic.v1' })).toThrow(
    'outbox row for old.topic.v1',
  );
});
