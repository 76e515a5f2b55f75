import type { TriggerReply } from '@headroom/contracts';
import { enqueue, type OutboxRow } from '@headroom/storage';
import type { EntityManager } from 'typeorm';
import type { WaitingRun } from '../../domain/admission.ts';
import type { Step } from '../../domain/machine/step.ts';
import type { DagState, RunKey, RunTransaction } from '../../domain/ports.ts';
import type { Run, RunSnapshot } from '../../domain/run.ts';
import { commandRow, OUTBOX, replyRow } from '../kafka/outbox-events.ts';
import { CHANGES, encodeChange } from './changes-channel.ts';
import { DagEntity } from './entities/dag.ts';
import { RunEntity } from './entities/dag-run.ts';
import { JsonRow } from './entities/json-value.ts';
import { TriggerEntity } from './entities/trigger-inbox.ts';
import { readSnapshot } from './snapshot.ts';
import { writeTasks } from './write-tasks.ts';

/** One transaction on Postgres. */
export class PgRunTransaction implements RunTransaction {
  readonly #manager: EntityManager;

  constructor(manager: EntityManager) {
    this.#manager = manager;
  }

  lockDag(dagId: string): Promise<DagState> {
    return this.#manager.findOneOrFail(DagEntity, {
      where: { dagId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async lockRun(dagId: string, runId: string): Promise<RunSnapshot | null> {
    const run = await this.#manager.findOne(RunEntity, {
      where: { dagId, runId },
      lock: { mode: 'pessimistic_write' },
    });
    return run === null ? null : readSnapshot(this.#manager, run);
  }

  async isPaused(dagId: string): Promise<boolean> {
    const dag = await this.#manager.findOneOrFail(DagEntity, { where: { dagId } });
    return dag.paused;
  }

  async saveDag({ dagId, ...dag }: DagState): Promise<void> {
    await this.#manager.update(DagEntity, { dagId }, dag);
  }

  waitingRuns(dagId: string): Promise<readonly WaitingRun[]> {
    return this.#manager.find(RunEntity, {
      select: { dagId: true, runId: true, type: true, policy: true },
      where: { dagId, state: 'queued' },
      order: { runAfter: 'ASC', queuedAt: 'ASC', runId: 'ASC' },
    });
  }

  hasRun(
    dagId: string,
    { runId, logicalDate, state }: Partial<Pick<Run, 'runId' | 'logicalDate' | 'state'>>,
  ): Promise<boolean> {
    return this.#manager.exists(RunEntity, {
      where: {
        dagId,
        ...(runId === undefined ? {} : { runId }),
        ...(logicalDate === undefined || logicalDate === null ? {} : { logicalDate }),
        ...(state === undefined ? {} : { state }),
      },
    });
  }

  async insertRun({ run, tasks }: RunSnapshot): Promise<void> {
    await this.#manager.insert(RunEntity, { ...run, conf: JsonRow.parse(run.conf) });
    await writeTasks(this.#manager, run, tasks);
    await this.#tellChange(run);
  }

  async saveWaiting(run: Run): Promise<void> {
    await this.#updateRun(run);
    await this.#tellChange(run);
  }

  async saveStep(before: RunSnapshot, { snapshot, commands }: Step): Promise<void> {
    const { run } = snapshot;
    const known = new Set(before.tasks);
    await this.#updateRun(run);
    await writeTasks(
      this.#manager,
      run,
      snapshot.tasks.filter((task) => !known.has(task)),
    );
    await this.#enqueue(commands.map((command) => commandRow(command, run.traceparent)));
    await this.#tellChange(run);
  }

  findTrigger(id: string): Promise<TriggerReply | null> {
    return this.#manager.findOne(TriggerEntity, { where: { id } });
  }

  async recordTrigger(reply: TriggerReply): Promise<void> {
    await this.#manager.insert(TriggerEntity, { ...reply });
  }

  async sendReply(reply: TriggerReply, traceparent: string | null): Promise<void> {
    await this.#enqueue([replyRow(reply, traceparent)]);
  }

  async #updateRun({ dagId, runId, ...run }: Run): Promise<void> {
    const row = { ...run, conf: JsonRow.parse(run.conf) };
    await this.#manager.update(RunEntity, { dagId, runId }, row);
  }

  async #enqueue(rows: readonly OutboxRow[]): Promise<void> {
    const execute = async (text: string, params: readonly unknown[] = []) => {
      await this.#manager.query(text, [...params]);
      return 0;
    };
    await enqueue({ execute }, OUTBOX, rows);
  }

  /** Delivered when the transaction commits, and not if it does not. */
  async #tellChange(run: RunKey): Promise<void> {
    await this.#manager.query('select pg_notify($1, $2)', [CHANGES, encodeChange(run)]);
  }
}
