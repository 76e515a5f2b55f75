import type { EntityManager } from 'typeorm';
import type { RunKey } from '../../domain/ports.ts';
import type { JsonObject, Run, RunSnapshot, TaskInstance } from '../../domain/run.ts';
import {
  TaskEntity,
  TryEntity,
  XcomEntity,
  type TaskRow,
  type TryRow,
  type XcomRow,
} from './entities/task-instance.ts';

type Of = Pick<TaskRow, 'taskId' | 'mapIndex'>;
const name = ({ taskId, mapIndex }: Of) => `${taskId} ${mapIndex}`;

/** The task instances of a run with their tries and XComs, mapped ones in the order of their index. */
export async function readSnapshot(manager: EntityManager, run: Run): Promise<RunSnapshot> {
  const where: RunKey = { dagId: run.dagId, runId: run.runId };
  const tasks = await manager.find(TaskEntity, {
    where,
    order: { taskId: 'ASC', mapIndex: 'ASC' },
  });
  const tries = groupByTask(await manager.find(TryEntity, { where, order: { number: 'ASC' } }));
  const xcoms = groupByTask(await manager.find(XcomEntity, { where }));
  return {
    run,
    tasks: tasks.map((task): TaskInstance => ({
      taskId: task.taskId,
      mapIndex: task.mapIndex,
      state: task.state,
      tryNumber: task.tryNumber,
      maxTries: task.maxTries,
      dueAt: task.dueAt,
      outputs: task.state === 'success' ? outputsOf(xcoms.get(name(task)) ?? []) : null,
      tries: (tries.get(name(task)) ?? []).map(toTry),
    })),
  };
}

const toTry = ({ number, state, queuedAt, startedAt, endedAt, host, error, log }: TryRow) => ({
  number,
  state,
  queuedAt,
  startedAt,
  endedAt,
  host,
  error,
  log,
});

const outputsOf = (rows: readonly XcomRow[]): JsonObject =>
  Object.fromEntries(rows.map(({ key, value }) => [key, value]));

function groupByTask<R extends Of>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(name(row), [...(groups.get(name(row)) ?? []), row]);
  return groups;
}
