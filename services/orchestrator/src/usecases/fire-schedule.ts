import { HeadroomError, type TriggerReply } from '@headroom/contracts';
import type { Schedule } from '../domain/schedule.ts';
import type { Dags, Now, RunStore } from '../domain/ports.ts';
import type { RequestRun } from './request-run.ts';

/**
 * Makes a run of the newest fire that has come since the last one; older fires that were missed (the service was down)
 * are covered by the same run. Two replicas that fire at once make one run.
 */
export class FireSchedule {
  private readonly dags: Dags;
  private readonly store: RunStore;
  private readonly requestRun: RequestRun;
  private readonly now: Now;

  constructor(dags: Dags, store: RunStore, requestRun: RequestRun, now: Now) {
    this.dags = dags;
    this.store = store;
    this.requestRun = requestRun;
    this.now = now;
  }

  /** Null: nothing was due. */
  async execute(
    dagId: string,
    schedule: Schedule,
    traceparent: string | null,
  ): Promise<TriggerReply | null> {
    if (!this.dags.has(dagId))
      throw new HeadroomError('INTERNAL', `the schedule names ${dagId}, which is no pipeline`);
    return this.store.transaction(async (tx) => {
      const state = await tx.lockDag(dagId);
      const now = this.now();
      const fire = schedule.last(now);
      // A new schedule counts from its first sight: it owes nothing for the past.
      if (state.lastFireAt === null) {
        await tx.saveDag({ ...state, lastFireAt: now });
        return null;
      }
      if (fire === null || fire <= state.lastFireAt) return null;
      await tx.saveDag({ ...state, lastFireAt: fire });
      return this.requestRun.executeIn(tx, {
        triggerId: `scheduled__${dagId}__${new Date(fire).toISOString()}`,
        dagId,
        runId: null,
        type: 'scheduled',
        triggeredBy: 'timetable',
        policy: 'coalesce',
        logicalDate: fire,
        conf: {},
        note: null,
        traceparent,
      });
    });
  }
}
