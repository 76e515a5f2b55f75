import { createRequire } from 'node:module';
import type * as Client from 'kafkajs';
import { RecordEncoder, type RecordToEncode } from './record-encoder.ts';

type EncodeRecord = (record: RecordToEncode) => unknown;

const require = createRequire(import.meta.url);

/** The Kafka client, its encoder of records put in place of its own before the parts that use it are loaded. */
function loadClient(): typeof Client {
  const path = require.resolve('kafkajs/src/protocol/recordBatch/record/v0/index.js');
  const own = require(path) as EncodeRecord;
  const encoder = new RecordEncoder();
  const encode: EncodeRecord = (record) => encoder.encode(record) ?? own(record);
  const module = require.cache[path];
  if (module !== undefined) module.exports = encode;
  return require('kafkajs') as typeof Client;
}

/** Nobody else imports the package's code: whoever is first decides by which encoder records are written. */
export const kafkajs = loadClient();
