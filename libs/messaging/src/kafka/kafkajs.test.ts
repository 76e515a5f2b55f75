import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';
import './kafkajs.ts';
import { RecordEncoder } from './record-encoder.ts';

interface ProduceRequest {
  encode(): Promise<unknown>;
}
type Produce = (options: object) => ProduceRequest;
const require = createRequire(import.meta.url);

it('writes the records of a produce request by our encoder', async () => {
  const produce = require('kafkajs/src/protocol/requests/produce/v3/request.js') as Produce;
  const encode = vi.spyOn(RecordEncoder.prototype, 'encode');
  const messages = [
    { key: 'a', value: Buffer.from('1') },
    { key: 'b', value: Buffer.from('2') },
  ];
  const topicData = [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }];
  await produce({ acks: -1, timeout: 1_000, topicData }).encode();
  expect(encode.mock.results).toMatchObject([
    { type: 'return', value: { buffer: expect.any(Buffer) } },
    { type: 'return', value: { buffer: expect.any(Buffer) } },
  ]);
});
