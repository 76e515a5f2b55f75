/** What lies in a JSON answer at `a.b.0.c`; undefined where nothing does. */
export const field = (answer: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      answer,
    );
