import { HeadroomError } from '@headroom/contracts';
import type { z } from 'zod';
import type { FieldError } from './problem.ts';

/** Checks one part of a request. Throws INVALID_REQUEST that names every wrong field. */
export function parseRequest<S extends z.ZodType>(
  part: 'body' | 'query' | 'path',
  schema: S,
  value: unknown,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }));
  const summary = errors.map(({ field, message }) => `${field === '' ? part : field}: ${message}`);
  throw new HeadroomError('INVALID_REQUEST', `The ${part} is wrong. ${summary.join('; ')}`, {
    details: { errors },
  });
}

/** For handlers that choose the schema themselves; others declare it with `@Route`. */
export const parseBody = <S extends z.ZodType>(schema: S, body: unknown): z.output<S> =>
  parseRequest('body', schema, body);
