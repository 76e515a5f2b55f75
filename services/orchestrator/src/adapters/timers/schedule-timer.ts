import { context, propagation, trace } from '@opentelemetry/api';
import type { Now } from '../../domain/ports.ts';
import type { Schedule } from '../../domain/schedule.ts';
import type { FireSchedule } from '../../usecases/fire-schedule.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { Alarm } from './alarm.ts';

const PAUSE_AFTER_ERROR_MS = 5_000;

/** Fires a pipeline's schedule, at start for what was missed, then at each of its moments. */
export class ScheduleTimer {
  readonly #alarm = new Alarm(() => this.#job.run());
  readonly #job: ReturnType<typeof oneAtATime>;

  constructor(
    dagId: string,
    schedule: Schedule,
    fireSchedule: FireSchedule,
    now: Now,
    failed: (error: unknown) => void,
  ) {
    this.#job = oneAtATime(
      async () => {
        // Read before, so that a fire that comes meanwhile is the next one.
        const seen = now();
        await inOwnTrace(dagId, (traceparent) =>
          fireSchedule.execute(dagId, schedule, traceparent),
        );
        const next = schedule.next(seen);
        if (next !== null) this.#alarm.set(next, now());
      },
      (error) => {
        this.#alarm.set(now() + PAUSE_AFTER_ERROR_MS, now());
        failed(error);
      },
    );
  }

  start(): void {
    this.#job.run();
  }

  async stop(): Promise<void> {
    await this.#job.idle();
    this.#alarm.clear();
  }
}

/** Nothing causes a fire but the clock: its run is the root of a trace. */
async function inOwnTrace(
  dagId: string,
  work: (traceparent: string | null) => Promise<unknown>,
): Promise<void> {
  const tracer = trace.getTracer('headroom.orchestrator');
  await tracer.startActiveSpan(`schedule ${dagId}`, { root: true }, async (span) => {
    try {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      await work(carrier['traceparent'] ?? null);
    } finally {
      span.end();
    }
  });
}
