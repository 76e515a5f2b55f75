import { TOPICS } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, parseJson } from './decode.ts';

const topic = TOPICS.workloadRaw;
const good = { timestamp: '2025-01-01T00:00:00Z', service_id: 'svc-1', cpu_utilization: 0.5 };
const decode = (body: unknown) => decodeJson(topic, { value: Buffer.from(JSON.stringify(body)) });

describe('decodeJson', () => {
  it('gives the typed data', () => {
    expect(decode(good)).toEqual({ ok: true, data: good });
  });

  it('ignores fields that it does not know', () => {
    expect(decode({ ...good, region: 'eu' })).toEqual({ ok: true, data: good });
  });

  it.each([
    ['a missing field', { timestamp: 1 }, 'MISSING_FIELD', 'service_id', 'is missing'],
    [
      'text for a number',
      { ...good, cpu_utilization: '0.5' },
      'WRONG_TYPE',
      'cpu_utilization',
      '"0.5"',
    ],
    [
      'a fraction over 1',
      { ...good, cpu_utilization: 3.7 },
      'OUT_OF_BOUNDS',
      'cpu_utilization',
      '3.7',
    ],
    ['no instance', { ...good, instance_count: 0 }, 'OUT_OF_BOUNDS', 'instance_count', '0'],
    ['half an instance', { ...good, instance_count: 1.5 }, 'WRONG_TYPE', 'instance_count', '1.5'],
    ['an id with a space', { ...good, service_id: 'a b' }, 'OUT_OF_BOUNDS', 'service_id', '"a b"'],
    [
      'an unknown event',
      { ...good, scaling_event: 'up' },
      'OUT_OF_BOUNDS',
      'scaling_event',
      '"up"',
    ],
    ['an event of another type', { ...good, scaling_event: 1 }, 'WRONG_TYPE', 'scaling_event', '1'],
    [
      'a time without a zone',
      { ...good, timestamp: '2025-01-01T00:00:00' },
      'BAD_TIMESTAMP',
      'timestamp',
      'zone',
    ],
    ['a time that is none', { ...good, timestamp: null }, 'BAD_TIMESTAMP', 'timestamp', 'null'],
    ['no time', { service_id: 'a' }, 'MISSING_FIELD', 'timestamp', 'is missing'],
  ])('refuses %s, naming field, value and fix', (_, body, reason, field, part) => {
    const decoded = decode(body);
    expect(decoded).toMatchObject({ ok: false, rejection: { kind: 'dead-letter', reason, field } });
    expect(decoded.ok ? '' : decoded.rejection.message).toContain(part);
  });

  it('names no field when the whole body is of a wrong type', () => {
    const decoded = decode([good]);
    expect(decoded).toMatchObject({ ok: false, rejection: { reason: 'WRONG_TYPE' } });
    expect(decoded.ok ? {} : decoded.rejection).not.toHaveProperty('field');
  });

  it('names the path of a nested field', () => {
    const body = {
      task: { dag_id: 'd', run_id: 'r', task_id: 't' },
      try_number: 1,
      as_of: null,
      inputs: {},
    };
    const value = Buffer.from(JSON.stringify(body));
    expect(decodeJson(TOPICS.commandsTraining, { value })).toMatchObject({
      rejection: { reason: 'MISSING_FIELD', field: 'task.map_index' },
    });
  });

  it('is not for topics that carry packed bytes', () => {
    expect(() => decodeJson(TOPICS.featuresComputed, { value: Buffer.from('{}') })).toThrow(
      'carries packed bytes',
    );
  });
});

describe('parseJson', () => {
  it.each([
    ['nothing', null],
    ['an empty body', Buffer.alloc(0)],
    ['a cut body', Buffer.from('{"a":')],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('refuses %s', (_, value) => {
    expect(parseJson(value)).toMatchObject({ ok: false, rejection: { reason: 'NOT_JSON' } });
  });

  it('never throws, and reads back every JSON value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(['boolean']).toContain(typeof parseJson(bytes).ok);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(Buffer.from(text))).toEqual({ ok: true, data: JSON.parse(text) });
      }),
    );
  });
});
