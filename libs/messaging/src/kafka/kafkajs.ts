import { createRequire } from 'node:module';
import type * as Client from 'kafkajs';
import { messagesByPartition } from './messages-by-partition.ts';
import { RecordEncoder, type RecordToEncode } from './record-encoder.ts';

type EncodeRecord = (record: RecordToEncode) => unknown;

const require = createRequire(import.meta.url);

/** The Kafka client, with parts of ours put in place of its own before those that use them are loaded. */
function loadClient(): typeof Client {
  const encoder = new RecordEncoder();
  replace('protocol/recordBatch/record/v0/index.js', (own): EncodeRecord => {
    const encodeOwn = own as EncodeRecord;
    return (record) => encoder.encode(record) ?? encodeOwn(record);
  });
  replace('producer/groupMessagesPerPartition.js', () => messagesByPartition);
  return require('kafkajs') as typeof Client;
}

function replace(file: string, replacement: (own: unknown) => unknown): void {
  const path = require.resolve(`kafkajs/src/${file}`);
  const own: unknown = require(path);
  const module = require.cache[path];
  if (module !== undefined) module.exports = replacement(own);
}

/** Nobody else imports the package's code: whoever is first decides by which encoder records are written. */
export const kafkajs = loadClient();
