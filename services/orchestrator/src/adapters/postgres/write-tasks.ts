import type { EntityManager } from 'typeorm';
import type { RunKey } from '../../domain/ports.ts';
import type { TaskInstance } from '../../domain/run.ts';
import { JsonRow } from './entities/json-value.ts';
import { TaskEntity, TryEntity, XcomEntity } from './entities/task-instance.ts';

/** Writes task instances with what belongs to them; rows that are there already are overwritten. */
export async function writeTasks(
  manager: EntityManager,
  { dagId, runId }: RunKey,
  tasks: readonly TaskInstance[],
): Promise<void> {
  const keyOf = ({ taskId, mapIndex }: TaskInstance) => ({ dagId, runId, taskId, mapIndex });
  const rows = tasks.map((task) => ({
    ...keyOf(task),
    state: task.state,
    tryNumber: task.tryNumber,
    maxTries: task.maxTries,
    dueAt: task.dueAt,
  }));
  const key = ['dagId', 'runId', 'taskId', 'mapIndex'];
  await manager.upsert(TaskEntity, rows, key);
  const tries = tasks.flatMap((task) => task.tries.map((one) => ({ ...keyOf(task), ...one })));
  if (tries.length > 0) await manager.upsert(TryEntity, tries, [...key, 'number']);
  const xcoms = tasks.flatMap((task) =>
    Object.entries(JsonRow.parse(task.outputs ?? {})).map(([name, value]) => ({
      ...keyOf(task),
      key: name,
      value: value,
    })),
  );
  if (xcoms.length > 0) await manager.upsert(XcomEntity, xcoms, [...key, 'key']);
}
