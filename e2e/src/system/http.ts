import type { z } from 'zod';

export interface Call {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A JSON answer by its schema; any other status than 2xx is an error that tells the answer. */
export async function call<S extends z.ZodType>(
  url: string,
  schema: S,
  { headers = {}, body, method = body === undefined ? undefined : 'POST' }: Call = {},
): Promise<z.output<S>> {
  const response = await fetch(url, {
    ...(method && { method }),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return schema.parse(JSON.parse(text));
}
