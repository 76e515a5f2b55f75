import { CE_HEADERS } from '../cloud-event.ts';
import { TOPICS, VECTOR_CONTENT_TYPE, type Topic } from '../topics.ts';
import { jsonEvents, jsonSchema, type JsonEvent, type JsonObject } from './json-events.ts';

const KAFKA_BINDING = '0.5.0';

/** The AsyncAPI 3.0 document: every topic as a channel that anyone may send to and receive from. */
export function asyncApiDocument(): JsonObject {
  const topics = Object.entries<Topic>(TOPICS);
  const events = jsonEvents();
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Headroom events',
      version: '1',
      description:
        'CloudEvents 1.0 on Kafka, binary mode: attributes are headers, the value is the data alone. ' +
        'Within a major, events only gain optional fields; consumers ignore what they do not know.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      embedded: {
        host: '127.0.0.1:19092',
        protocol: 'kafka',
        description: 'HEADROOM_KAFKA_BROKERS',
      },
    },
    channels: Object.fromEntries(topics.map(([id, topic]) => [id, channel(id, topic)])),
    operations: Object.fromEntries(topics.flatMap(([id, topic]) => operations(id, topic))),
    components: {
      messages: Object.fromEntries(topics.map(([id, topic]) => [id, message(topic, events)])),
      schemas: {
        cloudEvent: CLOUD_EVENT,
        ...Object.fromEntries(events.map((event) => [event.name, embedded(event)])),
      },
    },
  };
}

function channel(id: string, topic: Topic): JsonObject {
  return {
    address: topic.name,
    description: topic.description,
    messages: { [id]: { $ref: `#/components/messages/${id}` } },
    ...(topic.deadLetters === null ? {} : { 'x-dead-letters': topic.deadLetters }),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          'retention.ms': topic.retentionMs,
          'message.timestamp.type': 'LogAppendTime',
        },
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

const operations = (id: string, topic: Topic) =>
  (['send', 'receive'] as const).map((action) => [
    `${action}.${id}`,
    {
      action,
      channel: { $ref: `#/channels/${id}` },
      summary: `${action === 'send' ? 'Publish to' : 'Consume'} ${topic.name}.`,
      messages: [{ $ref: `#/channels/${id}/messages/${id}` }],
    },
  ]);

function message(topic: Topic, events: readonly JsonEvent[]): JsonObject {
  const event = events.find(({ topics }) => topics.some(({ name }) => name === topic.name));
  return {
    name: topic.type,
    title: topic.description,
    contentType: event === undefined ? VECTOR_CONTENT_TYPE : 'application/json',
    headers: { $ref: '#/components/schemas/cloudEvent' },
    payload:
      event === undefined
        ? { type: 'string', format: 'binary' }
        : { $ref: `#/components/schemas/${event.name}` },
    bindings: {
      kafka: { key: { type: 'string', description: topic.key }, bindingVersion: KAFKA_BINDING },
    },
  };
}

/** AsyncAPI's own schema dialect is a superset of draft 7. */
function embedded(event: JsonEvent): JsonObject {
  return Object.fromEntries(
    Object.entries(jsonSchema(event, 'draft-7')).filter(([key]) => key !== '$schema'),
  );
}

const text = (description: string) => ({ type: 'string', description });

const CLOUD_EVENT: JsonObject = {
  type: 'object',
  required: [CE_HEADERS.id, CE_HEADERS.source, CE_HEADERS.type, CE_HEADERS.specversion],
  properties: {
    [CE_HEADERS.id]: text(
      'Unique within the source; the natural key of what is stored of the event.',
    ),
    [CE_HEADERS.source]: text('The producer; what follows a # names an instance of it.'),
    [CE_HEADERS.type]: text('`headroom.` and the topic.'),
    [CE_HEADERS.specversion]: { const: '1.0' },
    [CE_HEADERS.time]: { ...text('Event time.'), format: 'date-time' },
    [CE_HEADERS.subject]: text('What the event is about.'),
    [CE_HEADERS.dataschema]: text('Version of the schema, major and minor.'),
    [CE_HEADERS.contentType]: text('Content type of the value.'),
    [CE_HEADERS.traceparent]: text('W3C trace context.'),
    [CE_HEADERS.tracestate]: text('W3C trace context.'),
  },
};
