import { z } from 'zod';

/** What a json column takes; `unknown` is more than TypeORM's types can follow. */
export type JsonValue = string | number | boolean | object | null;

const JsonValue: z.ZodType<JsonValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
export const JsonRow = z.record(z.string(), JsonValue);
