import { z } from 'zod';
import { TOPICS, type Topic } from '../topics.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export type JsonTopic = Topic & { readonly schema: z.ZodType };

/** A kind of event: one schema, on one topic or several. */
export interface JsonEvent {
  /** Its first topic, without the major: the folder of its fixtures. */
  readonly name: string;
  /** Major and minor, e.g. `1.0`: the `ce_dataschema` of what is published today. */
  readonly version: string;
  readonly schema: z.ZodType;
  readonly topics: readonly JsonTopic[];
}

const carriesJson = (topic: Topic): topic is JsonTopic => topic.schema !== null;

/** Every kind of JSON event; the packed vector has no schema of this sort. */
export function jsonEvents(): readonly JsonEvent[] {
  const bySchema = new Map<z.ZodType, JsonTopic[]>();
  for (const topic of Object.values<Topic>(TOPICS).filter(carriesJson)) {
    bySchema.set(topic.schema, [...(bySchema.get(topic.schema) ?? []), topic]);
  }
  return [...bySchema].flatMap(([schema, topics]) => {
    const first = topics[0];
    if (first === undefined) return [];
    return [{ name: first.name.replace(/\.v\d+$/, ''), version: first.version, schema, topics }];
  });
}

/** What a consumer accepts: fields it does not know are no error, so no `additionalProperties: false`. */
export function jsonSchema(
  event: Pick<JsonEvent, 'schema'>,
  target: 'draft-2020-12' | 'draft-7',
): JsonObject {
  return { ...z.toJSONSchema(event.schema, { io: 'input', target }) };
}
