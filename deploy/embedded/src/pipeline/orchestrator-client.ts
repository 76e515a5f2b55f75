import { setTimeout as delay } from 'node:timers/promises';
import { serverSentEvents, type ServerSentEvent } from '@headroom/cli';
import { TASKS, type TaskId } from '@headroom/contracts';
import { z } from 'zod';
import { SetupError } from '../setup-error.ts';

const DAG = 'ml_cloud_optimizer_pipeline';
const RECONNECT_MS = 500;

const Run = z.object({ run_id: z.string(), state: z.string() });
const Task = z.object({
  task_id: z.string(),
  map_index: z.int(),
  state: z.string(),
  try_number: z.int(),
  start_date: z.string().nullable(),
  end_date: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
const RunEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('run'), data: Run }),
  z.object({ event: z.literal('task'), data: Task }),
]);
export type TaskState = z.infer<typeof Task>;

/** The orchestrator as `npm start` uses it: runs the pipeline, follows it, reads what its tasks left. */
export class OrchestratorClient {
  readonly #base: string;
  readonly #stopping: AbortSignal;

  constructor(url: string, stopping: AbortSignal) {
    this.#base = `${url}/api/v1/dags/${DAG}/runs`;
    this.#stopping = stopping;
  }

  /** Returns the id of the new run. */
  async trigger(conf: Readonly<Record<string, unknown>>): Promise<string> {
    const response = await fetch(this.#base, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conf }),
      signal: this.#stopping,
    });
    if (!response.ok) throw new SetupError(`The pipeline was refused: ${await response.text()}`);
    return z.object({ run: Run }).parse(await response.json()).run.run_id;
  }

  /**
   * Hears of every change of a task until the run has ended; returns its state. A stream that breaks, as when the
   * orchestrator starts again, is taken up anew: it tells everything from the start.
   */
  async follow(runId: string, changed: (task: TaskState) => void): Promise<string> {
    for (;;) {
      try {
        const state = await this.#stream(runId, changed);
        if (state === 'success' || state === 'failed') return state;
      } catch (error) {
        this.#stopping.throwIfAborted();
        if (!(error instanceof TypeError)) throw error;
      }
      await delay(RECONNECT_MS, undefined, { signal: this.#stopping });
    }
  }

  /** Outputs of a task that succeeded, by its contract. */
  async outputs<T extends TaskId>(
    runId: string,
    task: T,
    mapIndex = -1,
  ): Promise<z.output<(typeof TASKS)[T]['outputs']>> {
    const schema: z.ZodObject = TASKS[task].outputs;
    const entries = Object.keys(schema.shape).map(async (key) => {
      const path = `${encodeURIComponent(runId)}/tasks/${task}/xcoms/${key}`;
      const response = await fetch(`${this.#base}/${path}?map_index=${mapIndex}`, {
        signal: this.#stopping,
      });
      return [key, z.object({ value: z.unknown() }).parse(await response.json()).value] as const;
    });
    return schema.parse(Object.fromEntries(await Promise.all(entries))) as z.output<
      (typeof TASKS)[T]['outputs']
    >;
  }

  async #stream(runId: string, changed: (task: TaskState) => void): Promise<string> {
    const response = await fetch(`${this.#base}/${encodeURIComponent(runId)}/events`, {
      headers: { accept: 'text/event-stream' },
      signal: this.#stopping,
    });
    let state = 'unknown';
    for await (const sent of serverSentEvents(response)) {
      const event = parseEvent(sent);
      if (event.event === 'run') state = event.data.state;
      else changed(event.data);
    }
    return state;
  }
}

function parseEvent({ event, data }: ServerSentEvent): z.infer<typeof RunEvent> {
  const told: unknown = JSON.parse(data);
  return RunEvent.parse({ event, data: told });
}
