import { fromPgError } from '@headroom/storage';
import { IsNull, LessThanOrEqual, Not, type DataSource, type EntityManager } from 'typeorm';
import type { DagState, RunKey, RunReader, RunStore, RunTransaction } from '../../domain/ports.ts';
import type { Run, RunSnapshot } from '../../domain/run.ts';
import type { RunState } from '../../domain/task-state.ts';
import { DagEntity } from './entities/dag.ts';
import { RunEntity } from './entities/dag-run.ts';
import { TaskEntity } from './entities/task-instance.ts';
import { PgRunTransaction } from './run-transaction.ts';
import { readSnapshot } from './snapshot.ts';

/** Runs in Postgres. Every failure is a HeadroomError, UNAVAILABLE when the server is. */
export class PgRunStore implements RunStore, RunReader {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  transaction<T>(work: (tx: RunTransaction) => Promise<T>): Promise<T> {
    return guarded(this.#source.transaction((manager) => work(new PgRunTransaction(manager))));
  }

  /** Makes a row for each pipeline that has none yet. */
  async ensureDags(dagIds: readonly string[]): Promise<void> {
    const rows = dagIds.map((dagId) => ({ dagId, paused: false, lastFireAt: null }));
    const insert = this.#source.createQueryBuilder().insert().into(DagEntity).values(rows);
    await guarded(insert.orIgnore().execute());
  }

  dag(dagId: string): Promise<DagState | null> {
    return guarded(this.#source.manager.findOne(DagEntity, { where: { dagId } }));
  }

  async runs(
    dagId: string,
    { state, limit, offset }: { state: RunState | null; limit: number; offset: number },
  ): Promise<{ runs: readonly Run[]; total: number }> {
    const [runs, total] = await guarded(
      this.#source.manager.findAndCount(RunEntity, {
        where: { dagId, ...(state === null ? {} : { state }) },
        order: { runAfter: 'DESC', queuedAt: 'DESC', runId: 'DESC' },
        take: limit,
        skip: offset,
      }),
    );
    return { runs, total };
  }

  snapshot(where: RunKey): Promise<RunSnapshot | null> {
    // One consistent look at the run and its tasks, whatever commits meanwhile.
    const read = async (manager: EntityManager) => {
      const { dagId, runId } = where;
      const run = await manager.findOne(RunEntity, { where: { dagId, runId } });
      return run === null ? null : readSnapshot(manager, run);
    };
    return guarded(this.#source.transaction('REPEATABLE READ', read));
  }

  runningRuns(): Promise<readonly RunKey[]> {
    return guarded(
      this.#source.manager.find(RunEntity, {
        select: { dagId: true, runId: true },
        where: { state: 'running' },
      }),
    );
  }

  async dueRuns(now: number): Promise<readonly RunKey[]> {
    const tasks = await guarded(
      this.#source.manager.find(TaskEntity, {
        where: { dueAt: LessThanOrEqual(now) },
        order: { dueAt: 'ASC' },
      }),
    );
    return [...new Map(tasks.map((task) => [`${task.dagId} ${task.runId}`, task])).values()];
  }

  async nextDue(): Promise<number | null> {
    const next = await guarded(
      this.#source.manager.findOne(TaskEntity, {
        where: { dueAt: Not(IsNull()) },
        order: { dueAt: 'ASC' },
      }),
    );
    return next?.dueAt ?? null;
  }
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fromPgError(error);
  }
}
