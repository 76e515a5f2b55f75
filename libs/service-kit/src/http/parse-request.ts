import { HeadroomError } from '@headroom/contracts';
import type { z } from 'zod';
import type { FieldError } from './problem.ts';

const parser =
  (where: string) =>
  <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const errors: FieldError[] = parsed.error.issues.map((issue) => ({
      field: issue.path.join('.'),
      message: issue.message,
    }));
    const summary = errors.map(
      ({ field, message }) => `${field === '' ? where : field}: ${message}`,
    );
    throw new HeadroomError('INVALID_REQUEST', `The ${where} is wrong. ${summary.join('; ')}`, {
      details: { errors },
    });
  };

/** Checks a request body. Throws INVALID_REQUEST that names every field. */
export const parseBody = parser('body');
/** Checks a query string. Its values are strings: use `z.coerce`. */
export const parseQuery = parser('query');
