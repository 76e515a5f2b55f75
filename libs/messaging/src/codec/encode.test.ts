import { TOPICS } from '@headroom/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attributesOf } from './attributes.ts';
import { derivedEventId } from './derived-event-id.ts';
import { encodeEvent } from './encode.ts';

const at = { topic: 'workload.raw.v1', partition: 2, offset: 17 };
const triggerData = { id: 't', dag_id: 'd' };

it('gives back the attributes that were encoded', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, (id, source, subject) => {
      const { headers } = encodeEvent({
        topic: TOPICS.pipelineTriggers,
        id,
        source,
        subject,
        key: 'k',
        data: triggerData,
      });
      expect(attributesOf({ ...at, headers })).toEqual({
        id,
        source,
        subject,
        type: TOPICS.pipelineTriggers.type,
        specversion: '1.0',
      });
    }),
  );
});

it.each([
  [
    'bytes on a JSON topic',
    { topic: TOPICS.pipelineTriggers, bytes: Buffer.from('x'), contentType: 'a/b' },
    'pass `data`',
  ],
  ['data on a topic of packed bytes', { topic: TOPICS.featuresComputed, data: {} }, 'pass `bytes`'],
  ['data that its schema refuses', { topic: TOPICS.pipelineTriggers, data: { id: 't' } }, 'dag_id'],
])('refuses %s', (_, body, message) => {
  expect(() => encodeEvent({ id: 'e1', source: 's', key: 'k', ...body })).toThrow(message);
});

it('derives an id from cause, kind, entity and bucket alone', () => {
  const id = derivedEventId(at, 'vector', 'svc-1', 1_700_000_000_000);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(derivedEventId({ ...at }, 'vector', 'svc-1', 1_700_000_000_000)).toBe(id);
  const others = [
    derivedEventId({ ...at, topic: 'x' }, 'vector', 'svc-1', 1_700_000_000_000),
    derivedEventId({ ...at, partition: 3 }, 'vector', 'svc-1', 1_700_000_000_000),
    derivedEventId({ ...at, offset: 18 }, 'vector', 'svc-1', 1_700_000_000_000),
    derivedEventId(at, 'other', 'svc-1', 1_700_000_000_000),
    derivedEventId(at, 'vector', 'svc-2', 1_700_000_000_000),
    derivedEventId(at, 'vector', 'svc-1', 1_700_000_300_000),
    derivedEventId(at, 'vector', 'svc-1'),
    derivedEventId(at, 'vectorsvc-1', '', 1_700_000_000_000),
  ];
  expect(new Set([id, ...others]).size).toBe(others.length + 1);
});
