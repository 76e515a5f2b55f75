import type { z } from 'zod';

/** One of the running services, asked over HTTP. */
export interface Service {
  /**
   * The answer by its schema.
   * @throws CommandError with the service's own words when it refuses, or when it does not answer
   */
  call<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    schema: S,
    body?: unknown,
  ): Promise<z.output<S>>;
}
