import { step, type RunEvent } from '../domain/machine/step.ts';
import type { Dags, Now, RunKey, RunStore } from '../domain/ports.ts';
import { startNextRun } from './start-next-run.ts';

/** Takes one event of one run: state, commands and, where the run ends, the next run's start, all in one transaction. */
export class ApplyEvent {
  private readonly dags: Dags;
  private readonly store: RunStore;
  private readonly now: Now;

  constructor(dags: Dags, store: RunStore, now: Now) {
    this.dags = dags;
    this.store = store;
    this.now = now;
  }

  async execute(
    { dagId, runId }: RunKey,
    event: RunEvent,
  ): Promise<'applied' | 'ignored' | 'unknown'> {
    const dag = this.dags.get(dagId);
    if (dag === undefined) return 'unknown';
    return this.store.transaction(async (tx) => {
      const before = await tx.lockRun(dagId, runId);
      if (before === null) return 'unknown';
      const environment = { now: this.now(), paused: await tx.isPaused(dagId) };
      const taken = step(dag, before, event, environment);
      if (taken.snapshot === before) return 'ignored';
      await tx.saveStep(before, taken);
      if (taken.finished) await startNextRun(tx, dag, await tx.lockDag(dagId), environment.now);
      return 'applied';
    });
  }
}
