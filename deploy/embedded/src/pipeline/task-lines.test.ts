import { expect, it } from 'vitest';
import { TaskLines } from './task-lines.ts';

const task = {
  task_id: 'train_tabular_model',
  map_index: 1,
  state: 'success',
  try_number: 1,
  start_date: '2025-01-01T00:00:00.000Z',
  end_date: '2025-01-01T00:00:02.340Z',
  error: null,
};

it('tells the end of a task once, by the name of its model', () => {
  const lines = new TaskLines();
  expect(lines.tell({ ...task, state: 'running' })).toBeNull();
  expect(lines.tell(task)).toBe('  ✓ train_tabular_model lightgbm       2.3 s');
  expect(lines.tell(task)).toBeNull();
});

it('tells each failed try with its reason', () => {
  const lines = new TaskLines();
  const error = { code: 'TASK_FAILED', message: 'killed' };
  expect(lines.tell({ ...task, state: 'up_for_retry', error })).toContain(
    'try 1 failed: TASK_FAILED: killed',
  );
  expect(lines.tell({ ...task, state: 'up_for_retry', try_number: 2, error })).toContain('try 2');
  expect(lines.tell({ ...task, state: 'failed', error: null })).toContain('no reason given');
});
