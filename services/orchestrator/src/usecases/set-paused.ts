import { HeadroomError } from '@headroom/contracts';
import type { DagState, Dags, Now, RunReader, RunStore } from '../domain/ports.ts';
import type { ApplyEvent } from './apply-event.ts';
import { startNextRun } from './start-next-run.ts';

/** A paused DAG starts no run and no task; what runs ends. Unpausing goes on where it stopped. */
export class SetPaused {
  private readonly dags: Dags;
  private readonly store: RunStore;
  private readonly reader: RunReader;
  private readonly applyEvent: ApplyEvent;
  private readonly now: Now;

  constructor(dags: Dags, store: RunStore, reader: RunReader, applyEvent: ApplyEvent, now: Now) {
    this.dags = dags;
    this.store = store;
    this.reader = reader;
    this.applyEvent = applyEvent;
    this.now = now;
  }

  /** @throws NOT_FOUND */
  async execute(dagId: string, paused: boolean): Promise<DagState> {
    const dag = this.dags.get(dagId);
    if (dag === undefined) throw new HeadroomError('NOT_FOUND', `there is no DAG ${dagId}`);
    const after = await this.store.transaction(async (tx) => {
      const state = { ...(await tx.lockDag(dagId)), paused };
      await tx.saveDag(state);
      await startNextRun(tx, dag, state, this.now());
      return state;
    });
    // Only after the commit: an event that still saw the pause has left its tasks where this finds them.
    if (!paused) {
      const runs = await this.reader.runningRuns();
      for (const run of runs.filter((one) => one.dagId === dagId))
        await this.applyEvent.execute(run, { kind: 'resume' });
    }
    return after;
  }
}
