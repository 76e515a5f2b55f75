import { z } from 'zod';
import { RunView, TaskView } from '../adapters/http/views.ts';

export const DAG = 'ml_cloud_optimizer_pipeline';
const Bytes = z.instanceof(Uint8Array);
const Event = z.union([
  z.object({ event: z.literal('run'), data: RunView }),
  z.object({ event: z.literal('task'), data: TaskView }),
]);
export type RunStreamEvent = z.infer<typeof Event>;

/** For tests: the orchestrator as its HTTP clients see it. */
export function httpClient(url: string, fetch: typeof globalThis.fetch) {
  const base = `${url}/api/v1/dags/${DAG}`;
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const Triggered = z.object({ outcome: z.string(), run: RunView });
  const runPath = (runId: string) => `/runs/${encodeURIComponent(runId)}`;
  return {
    call,
    runPath,
    get: async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> =>
      schema.parse((await call('GET', path)).body),
    trigger: async (body: unknown = {}) =>
      Triggered.parse((await call('POST', '/runs', body)).body).run,
    /** The run's events until its end (or the stream's). */
    async *events(runId: string): AsyncGenerator<RunStreamEvent> {
      const response = await fetch(`${base}${runPath(runId)}/events`);
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? new ReadableStream<Uint8Array>()) {
        text += decoder.decode(Bytes.parse(chunk), { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) yield parse(message);
      }
    },
  };
}

function parse(message: string): RunStreamEvent {
  const fields = new Map(
    message
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const data: unknown = JSON.parse(fields.get('data') ?? '');
  return Event.parse({ event: fields.get('event'), data });
}
