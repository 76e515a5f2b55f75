import type { TaskProgress } from '@headroom/contracts';

/** Passes on the first report at once, then the newest one whenever the period is over. */
export class ProgressReports {
  readonly #periodMs: number;
  readonly #send: (progress: TaskProgress) => Promise<unknown>;
  #newest: TaskProgress | null = null;
  #ended = false;
  #timer: NodeJS.Timeout | null = null;
  #sent: Promise<unknown> = Promise.resolve();

  /** @param send must not reject */
  constructor(periodMs: number, send: (progress: TaskProgress) => Promise<unknown>) {
    this.#periodMs = periodMs;
    this.#send = send;
  }

  report(progress: TaskProgress): void {
    this.#newest = progress;
    if (this.#timer === null && !this.#ended) this.#flush();
  }

  /** Resolves when nothing more will be sent: a report never comes after the task's result. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#sent;
  }

  #flush(): void {
    const newest = this.#newest;
    this.#newest = null;
    this.#timer = null;
    if (newest === null) return;
    this.#sent = this.#sent.then(() => this.#send(newest));
    this.#timer = setTimeout(() => this.#flush(), this.#periodMs);
  }
}
