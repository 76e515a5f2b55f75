import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordEncoder } from './record-encoder.ts';

type TheirEncoder = (record: object) => { readonly buffer: Buffer };
const require = createRequire(import.meta.url);
const theirs =
  require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as unknown as TheirEncoder;

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constant('\ud800 alone'),
);
const field = fc.oneof(text, bytes, fc.constant(null));
const record = fc.record(
  {
    offsetDelta: fc.nat(),
    timestampDelta: fc.integer(),
    key: field,
    value: field,
    // Their encoder breaks over a null.
    headers: fc.dictionary(text, fc.oneof(text, bytes), { maxKeys: 12 }),
  },
  { requiredKeys: [] },
);

it('writes the bytes that the client would, one record after the other', () => {
  const encoder = new RecordEncoder();
  fc.assert(
    fc.property(record, (one) => {
      expect(encoder.encode(one)?.buffer.toString('hex')).toBe(theirs(one).buffer.toString('hex'));
    }),
  );
});

it('grows with its records, and what it gave before stays', () => {
  const encoder = new RecordEncoder();
  const small = { key: 'k', value: Buffer.from('v'), headers: { ce_id: 'é' } };
  const large = { key: 'é'.repeat(100_000), value: Buffer.alloc(3_000_000, 'x') };
  const first = encoder.encode(small);
  expect(encoder.encode(large)?.buffer.equals(theirs(large).buffer)).toBe(true);
  expect(encoder.encode(small)?.buffer.equals(theirs(small).buffer)).toBe(true);
  expect(first?.buffer.equals(theirs(small).buffer)).toBe(true);
});

it('leaves to the client what it does not write', () => {
  const encoder = new RecordEncoder();
  const value = Buffer.from('v');
  expect(encoder.encode({ value, headers: { twice: ['a', 'b'] } })).toBeNull();
  expect(encoder.encode({ value: 5 })).toBeNull();
  expect(encoder.encode({ value, timestampDelta: 2 ** 40 })).toBeNull();
  expect(encoder.encode({ value })?.buffer.equals(theirs({ value }).buffer)).toBe(true);
});
