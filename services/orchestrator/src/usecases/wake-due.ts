import type { Now, RunReader } from '../domain/ports.ts';
import type { ApplyEvent } from './apply-event.ts';

/** Gives every run whose retry delay or silence is over its turn. */
export class WakeDue {
  private readonly reader: RunReader;
  private readonly applyEvent: ApplyEvent;
  private readonly now: Now;

  constructor(reader: RunReader, applyEvent: ApplyEvent, now: Now) {
    this.reader = reader;
    this.applyEvent = applyEvent;
    this.now = now;
  }

  async execute(): Promise<void> {
    for (const run of await this.reader.dueRuns(this.now()))
      await this.applyEvent.execute(run, { kind: 'due' });
  }
}
