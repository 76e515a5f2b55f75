#!/usr/bin/env node
/**
 * Any scheduler can start a Headroom pipeline: it writes one JSON message to `pipeline.triggers.v1` and hears on
 * `pipeline.trigger-replies.v1` what became of it. This is all that such a scheduler needs to know, in one file.
 *
 *   node services/orchestrator/examples/trigger.mjs --id nightly-2025-01-31 --conf '{"source":"store"}'
 *
 * Options: --dag ID, --id ID (the same id twice is one run), --logical-date RFC3339, --conf JSON,
 * --policy each|coalesce|latest. Environment: HEADROOM_KAFKA_BROKERS, HEADROOM_TOPIC_PREFIX.
 * Prints the reply. Exit code 0: a run serves the trigger; 1: it was refused; 2: no reply within 30 s.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const { values } = parseArgs({
  options: {
    dag: { type: 'string', default: 'ml_cloud_optimizer_pipeline' },
    id: { type: 'string', default: `example-${randomUUID()}` },
    'logical-date': { type: 'string' },
    conf: { type: 'string', default: '{}' },
    policy: { type: 'string', default: 'each' },
  },
});
const trigger = {
  id: values.id,
  dag_id: values.dag,
  logical_date: values['logical-date'] ?? null,
  conf: JSON.parse(values.conf),
  policy: values.policy,
};

const prefix = process.env.HEADROOM_TOPIC_PREFIX ?? '';
const kafka = new Kafka({
  clientId: 'example-scheduler',
  brokers: (process.env.HEADROOM_KAFKA_BROKERS ?? '127.0.0.1:19092').split(','),
  logLevel: logLevel.ERROR,
});
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const replies = kafka.consumer({
  groupId: `${prefix}example-${randomUUID()}`,
  maxWaitTimeInMs: 100,
});

// Listens from the beginning, and before it asks: no reply can be missed, not even that of an earlier attempt.
const reply = new Promise((resolve) => {
  setTimeout(() => resolve(null), 30_000).unref();
  replies.connect().then(async () => {
    await replies.subscribe({ topic: `${prefix}pipeline.trigger-replies.v1`, fromBeginning: true });
    await replies.run({
      eachMessage: async ({ message }) => {
        const data = JSON.parse(message.value.toString());
        if (data.id === trigger.id) resolve(data);
      },
    });
  });
});

await producer.connect();
await producer.send({
  topic: `${prefix}pipeline.triggers.v1`,
  messages: [
    {
      key: trigger.dag_id,
      value: JSON.stringify(trigger),
      // CloudEvents 1.0, binary mode. Without these headers the trigger is taken all the same.
      headers: {
        ce_id: trigger.id,
        ce_source: 'example-scheduler',
        ce_type: 'headroom.pipeline.triggers.v1',
        ce_specversion: '1.0',
        'content-type': 'application/json',
      },
    },
  ],
});

const answer = await reply;
await Promise.all([producer.disconnect(), replies.disconnect()]);
if (answer === null) {
  console.error('no reply within 30 s: does the orchestrator run on this broker?');
  process.exit(2);
}
console.log(JSON.stringify(answer));
process.exit(answer.outcome === 'refused' ? 1 : 0);
