import type { ReceivedSpan } from '@headroom/testing';
import { expect, it } from 'vitest';
import { traceOf } from './trace.ts';

const span = (service: string, spanId: string, parentSpanId: string): ReceivedSpan => ({
  service: `headroom-${service}`,
  traceId: 't',
  spanId,
  parentSpanId,
  name: `of ${service}`,
  kind: 5,
  attributes: {},
  links: [],
  status: { code: 0 },
});

it('tells which service called which, and whose parent is missing', () => {
  const received = [
    span('ingestion', 'a', 'caller'),
    span('validation', 'b', 'a'),
    span('validation', 'c', 'b'),
    span('serving', 'd', 'lost'),
    { ...span('drift', 'e', ''), traceId: 'other' },
  ];
  const { spans, edges, orphans } = traceOf(received, 't', 'caller');
  expect(spans).toHaveLength(4);
  expect([...edges]).toEqual(['ingestion → validation']);
  expect(orphans).toEqual(['serving: of serving']);
  expect(traceOf(received, 't').orphans).toContain('ingestion: of ingestion');
});
