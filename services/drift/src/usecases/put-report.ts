import type { ObjectRef } from '@headroom/contracts';
import type { z } from 'zod';
import type { Files } from '../domain/files.ts';

/** A report as readable JSON, after it was checked against its schema. The same report gives the same bytes. */
export function putReport<S extends z.ZodType>(
  { objects }: Files,
  key: string,
  schema: S,
  report: z.input<S>,
): Promise<ObjectRef> {
  return objects.putBytes(key, Buffer.from(`${JSON.stringify(schema.parse(report), null, 2)}\n`));
}
