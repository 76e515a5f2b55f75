import type { Now, RunReader } from '../../domain/ports.ts';
import type { WakeDue } from '../../usecases/wake-due.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RunChanges } from '../postgres/run-changes.ts';
import { Alarm } from './alarm.ts';

const PAUSE_AFTER_ERROR_MS = 5_000;

/**
 * Rings at the earliest `dueAt` of all tasks. It keeps nothing of its own: every change of a run, and every start of
 * the service, reads that moment from the database again.
 */
export class DueTimer {
  readonly #alarm = new Alarm(() => this.#job.run());
  readonly #job: ReturnType<typeof oneAtATime>;
  readonly #changes: RunChanges;
  #stopListening = () => {};

  constructor(
    reader: RunReader,
    wakeDue: WakeDue,
    changes: RunChanges,
    now: Now,
    failed: (error: unknown) => void,
  ) {
    this.#changes = changes;
    this.#job = oneAtATime(
      async () => {
        await wakeDue.execute();
        const due = await reader.nextDue();
        if (due === null) this.#alarm.clear();
        else this.#alarm.set(due, now());
      },
      (error) => {
        this.#alarm.set(now() + PAUSE_AFTER_ERROR_MS, now());
        failed(error);
      },
    );
  }

  start(): void {
    this.#stopListening = this.#changes.listen({
      changed: () => this.#job.run(),
      ended: () => undefined,
    });
    this.#job.run();
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#job.idle();
    this.#alarm.clear();
  }
}
