import { createHash } from 'node:crypto';
import { HeadroomError, TOPICS } from '@headroom/contracts';
import type { TaskResult } from '@headroom/contracts';
import type { EventToSend } from '../port.ts';
import type { TaskLease, TaskTry } from './lease-store.ts';

/** Errors that another try cannot mend: the data or the request is wrong, not the luck. */
const FINAL = new Set(['INVALID_DATA', 'INVALID_REQUEST']);

/** What a child process wrote before it died may be long, and the result has to fit into an event. */
const MAX_MESSAGE = 20_000;

type Report = Pick<TaskResult, 'state' | 'outputs' | 'error' | 'final' | 'progress'>;

export const RUNNING: Report = { state: 'running', outputs: {}, error: null, final: false };

export const succeeded = (outputs: TaskResult['outputs']): Report => ({
  state: 'success',
  outputs,
  error: null,
  final: false,
});

export function failed(error: unknown): Report {
  const known = error instanceof HeadroomError;
  const code = known ? error.code : 'TASK_FAILED';
  const message = error instanceof Error ? error.message : String(error);
  return {
    state: 'failed',
    outputs: {},
    error: { code, message: message.slice(0, MAX_MESSAGE) },
    final: FINAL.has(code),
  };
}

/** The result as an event. Its id depends on task, try and state alone: publishing it again is harmless. */
export function resultEvent(lease: TaskLease, host: string, report: Report): EventToSend {
  const { task, try_number } = lease.command;
  const data: TaskResult = { task, try_number, host, ...report };
  return {
    topic: TOPICS.pipelineResults,
    id: resultId({ task, try_number }, report),
    source: `headroom/${lease.service}`,
    key: task.run_id,
    subject: task.task_id,
    data,
  };
}

function resultId({ task, try_number }: TaskTry, { state, progress }: Report): string {
  const parts: unknown[] = [
    task.dag_id,
    task.run_id,
    task.task_id,
    task.map_index,
    try_number,
    state,
  ];
  if (progress !== undefined) parts.push(progress.step);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
