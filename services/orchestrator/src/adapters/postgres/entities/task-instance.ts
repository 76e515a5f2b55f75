import { entity } from './entity.ts';
import type { Run, TaskInstance, Try } from '../../../domain/run.ts';
import { TASK_STATES } from '../../../domain/task-state.ts';
import type { JsonValue } from './json-value.ts';
import { belongsTo, integer, json, nullable, oneOf, taskKey, text, time } from './columns.ts';

type TaskKey = Pick<Run, 'dagId' | 'runId'> & Pick<TaskInstance, 'taskId' | 'mapIndex'>;

export type TaskRow = TaskKey & Omit<TaskInstance, 'outputs' | 'tries'>;
export const TaskEntity = entity<TaskRow>({
  name: 'task_instance',
  columns: {
    ...taskKey,
    state: text('state'),
    tryNumber: integer('try_number'),
    maxTries: integer('max_tries'),
    dueAt: nullable(time('due_at')),
  },
  foreignKeys: [belongsTo('task_instance_run', 'dag_run')],
  indices: [{ name: 'task_instance_due', columns: ['dueAt'], where: 'due_at is not null' }],
  checks: [oneOf('task_instance_state', 'state', TASK_STATES)],
});

export type TryRow = TaskKey & Try;
export const TryEntity = entity<TryRow>({
  name: 'task_try',
  columns: {
    ...taskKey,
    number: { ...integer('try_number'), primary: true },
    state: text('state'),
    queuedAt: time('queued_at'),
    startedAt: nullable(time('started_at')),
    endedAt: nullable(time('ended_at')),
    host: nullable(text('host')),
    error: nullable(json('error')),
    log: json('log'),
  },
  foreignKeys: [belongsTo('task_try_instance', 'task_instance')],
  checks: [oneOf('task_try_state', 'state', ['queued', 'running', 'success', 'failed'])],
});

export type XcomRow = TaskKey & { readonly key: string; readonly value: JsonValue };
export const XcomEntity = entity<XcomRow>({
  name: 'xcom',
  columns: {
    ...taskKey,
    key: { ...text('key'), primary: true },
    value: nullable(json('value')),
  },
  foreignKeys: [belongsTo('xcom_instance', 'task_instance')],
});
