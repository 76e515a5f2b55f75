import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import './kafkajs.ts';
import { messagesByPartition } from './messages-by-partition.ts';

const require = createRequire(import.meta.url);

it("is the client's, and groups every message once, in order, under the partition it is told", () => {
  expect(require('kafkajs/src/producer/groupMessagesPerPartition.js')).toBe(messagesByPartition);
  fc.assert(
    fc.property(fc.array(fc.nat(4)), (messages) => {
      const groups = messagesByPartition({
        topic: 't',
        partitionMetadata: [0, 1, 2, 3, 4],
        messages: messages.map((partition, i) => ({ partition, i })),
        partitioner: ({ message }) => message.partition,
      });
      const expected: Record<number, { partition: number; i: number }[]> = {};
      for (const partition of new Set(messages)) {
        expected[partition] = messages.flatMap((p, i) =>
          p === partition ? [{ partition, i }] : [],
        );
      }
      expect(groups).toEqual(expected);
    }),
  );
});

it('gives no messages of a topic without partitions', () => {
  const messages = [{}];
  const of = { topic: 't', partitionMetadata: [], messages, partitioner: () => 0 };
  expect(messagesByPartition(of)).toEqual({});
});
