import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRecords } from './split-records.ts';

const record = fc.record({
  service_id: fc.string({ minLength: 1 }),
  cpu_utilization: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
});

describe('splitRecords', () => {
  it('gives the same records from an array and from lines, whatever their values', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (records) => {
        const lines = records.map((r) => JSON.stringify(r)).join('\n');
        const fromLines = splitRecords('ndjson', `${lines}\n\n`);
        expect(fromLines).toEqual(splitRecords('json', JSON.stringify(records)));
        expect(fromLines.map((r) => r.serviceId)).toEqual(records.map((r) => r.service_id));
      }),
    );
  });

  it('takes a single object', () => {
    expect(splitRecords('json', '{"service_id":"a"}')).toHaveLength(1);
  });

  it.each([
    ['ndjson', '{"service_id":"a"}\n{oops', 'line 2: is not JSON'],
    ['ndjson', '{"service_id":"a"}\n\n[1]', 'line 3: is no JSON object'],
    ['json', '[{"service_id":"a"},{"cpu_utilization":1}]', 'record 1: service_id is missing'],
    ['json', '{"service_id":7}', 'body: service_id is missing or no text'],
    ['json', 'null', 'body: is no JSON object'],
    ['json', '[]', 'holds no record'],
    ['ndjson', '\n \n', 'holds no record'],
  ] as const)('refuses %s %s', (format, body, message) => {
    expect(() => splitRecords(format, body)).toThrow(message);
  });
});
