import { step } from '../domain/machine/step.ts';
import type { Dags, Now, RunKey, RunStore } from '../domain/ports.ts';
import type { ApplyEvent } from './apply-event.ts';

/** Ends a run before its time, whether it runs or still waits for its turn. */
export class CancelRun {
  private readonly dags: Dags;
  private readonly store: RunStore;
  private readonly applyEvent: ApplyEvent;
  private readonly now: Now;

  constructor(dags: Dags, store: RunStore, applyEvent: ApplyEvent, now: Now) {
    this.dags = dags;
    this.store = store;
    this.applyEvent = applyEvent;
    this.now = now;
  }

  /** `ignored`: it has ended already. */
  async execute(key: RunKey, by: string): ReturnType<ApplyEvent['execute']> {
    if (await this.cancelWaiting(key, by)) return 'applied';
    return this.applyEvent.execute(key, { kind: 'cancel', by });
  }

  /** Under the DAG's lock, as whoever starts or replaces a waiting run: what waits here goes on waiting. */
  private async cancelWaiting({ dagId, runId }: RunKey, by: string): Promise<boolean> {
    const dag = this.dags.get(dagId);
    if (dag === undefined) return false;
    return this.store.transaction(async (tx) => {
      const { paused } = await tx.lockDag(dagId);
      if (!(await tx.waitingRuns(dagId)).some((run) => run.runId === runId)) return false;
      const before = await tx.lockRun(dagId, runId);
      if (before === null) return false;
      await tx.saveStep(
        before,
        step(dag, before, { kind: 'cancel', by }, { now: this.now(), paused }),
      );
      return true;
    });
  }
}
