import type { TaskResult } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { dagOf, Simulation } from './simulation.ts';

const chain = dagOf([
  { upstream: [], width: null },
  { upstream: [0], width: 2 },
  { upstream: [1], width: null },
]);
const started = (fateOf: ConstructorParameters<typeof Simulation>[1] = () => 'silent') => {
  const sim = new Simulation(chain, fateOf);
  sim.take({ kind: 'start', first: true });
  return sim;
};
const result = (over: Partial<TaskResult> = {}): TaskResult => ({
  task: { dag_id: 'drawn', run_id: 'manual__1', task_id: 't0', map_index: -1 },
  try_number: 1,
  state: 'success',
  host: 'worker-1',
  outputs: { value: 'x' },
  error: null,
  final: false,
  ...over,
});
const take = (sim: Simulation, over?: Partial<TaskResult>) =>
  sim.take({ kind: 'result', result: result(over) });

describe('step', () => {
  it('sends the tasks without upstream when the run starts, and nothing before', () => {
    const sim = new Simulation(chain, () => 'silent');
    expect(take(sim).commands).toEqual([]);
    expect(sim.snapshot.run.state).toBe('queued');
    expect(
      sim.take({ kind: 'start', first: true }).commands.map((c) => c.body.task.task_id),
    ).toEqual(['t0']);
    expect(sim.task('t0')).toMatchObject({ state: 'queued', tryNumber: 1, maxTries: 2 });
  });

  it('starts a run once', () => {
    const sim = started();
    expect(sim.take({ kind: 'start', first: true }).commands).toEqual([]);
  });

  it('sends every mapped instance with its own item', () => {
    const sim = started();
    const { commands } = take(sim);
    expect(commands.map(({ body }) => [body.task.map_index, body.inputs])).toEqual([
      [0, { item: '0', values: ['x'], failed: [] }],
      [1, { item: '1', values: ['x'], failed: [] }],
    ]);
  });

  it('keeps times, host, error and log of every try', () => {
    const sim = started();
    sim.now = 1_000;
    take(sim, { state: 'running', outputs: {} });
    sim.now = 2_000;
    take(sim, { state: 'failed', error: { code: 'TASK_FAILED', message: 'disk full' } });
    expect(sim.task('t0')).toMatchObject({ state: 'up_for_retry', tryNumber: 1, dueAt: 7_000 });
    sim.waitForNextDue();
    expect(sim.task('t0')).toMatchObject({ state: 'queued', tryNumber: 2 });
    expect(sim.task('t0')?.tries[0]).toEqual({
      number: 1,
      state: 'failed',
      queuedAt: 0,
      startedAt: 1_000,
      endedAt: 2_000,
      host: 'worker-1',
      error: { code: 'TASK_FAILED', message: 'disk full' },
      log: [
        { timestamp: 0, level: 'info', event: 'try 1 sent to training' },
        { timestamp: 1_000, level: 'info', event: 'running on worker-1' },
        { timestamp: 2_000, level: 'error', event: 'failed: TASK_FAILED: disk full' },
        { timestamp: 2_000, level: 'warning', event: 'try 2 of 3 follows in 5 s' },
      ],
    });
  });

  it('discards the result of an older try', () => {
    const sim = started();
    take(sim, { state: 'failed' });
    sim.waitForNextDue();
    const before = sim.snapshot;
    expect(take(sim).snapshot).toBe(before);
  });

  it('discards a late success of a try that was given up', () => {
    const sim = started();
    sim.waitForNextDue();
    expect(sim.task('t0')?.state).toBe('up_for_retry');
    expect(sim.task('t0')?.tries[0]?.error?.message).toMatch(/nothing heard of try 1 of t0/);
    const before = sim.snapshot;
    expect(take(sim).snapshot).toBe(before);
  });

  it('puts off the deadline of a try with every sign of life', () => {
    const sim = started();
    sim.now = 9e8;
    take(sim, { state: 'running' });
    sim.now = 1.1e9;
    expect(sim.take({ kind: 'due' }).snapshot.tasks[0]?.state).toBe('running');
    sim.waitForNextDue();
    expect(sim.now).toBe(1.9e9);
    expect(sim.task('t0')?.state).toBe('up_for_retry');
  });

  it('gives up at once on a final failure; downstream was never tried', () => {
    const sim = started();
    const { finished } = take(sim, { state: 'failed', final: true });
    expect(finished).toBe(true);
    expect(sim.snapshot.run.state).toBe('failed');
    expect(sim.task('t0')).toMatchObject({ state: 'failed', tryNumber: 1 });
    expect(sim.task('t2')).toMatchObject({ state: 'upstream_failed', tryNumber: 0, tries: [] });
  });

  it('lets siblings of a failed task end before the run does', () => {
    const sim = started();
    take(sim);
    const mapped = (map_index: number): Partial<TaskResult> => ({
      task: { dag_id: 'drawn', run_id: 'manual__1', task_id: 't1', map_index },
    });
    take(sim, { ...mapped(0), state: 'failed', final: true });
    expect(sim.task('t2')?.state).toBe('upstream_failed');
    expect(sim.snapshot.run.state).toBe('running');
    expect(take(sim, mapped(1)).finished).toBe(true);
    expect(sim.snapshot.run.state).toBe('failed');
  });

  it('fails a success whose outputs nobody could read, without a retry', () => {
    const sim = started();
    take(sim, { outputs: { value: 7 } });
    expect(sim.task('t0')).toMatchObject({ state: 'failed', tryNumber: 1 });
    expect(sim.task('t0')?.tries[0]?.error).toMatchObject({ code: 'INVALID_DATA' });
    expect(sim.task('t0')?.tries[0]?.error?.message).toMatch(/outputs of t0 .* at value/s);
  });

  it('holds ready tasks back while the DAG is paused', () => {
    const sim = started();
    sim.paused = true;
    expect(take(sim).commands).toEqual([]);
    expect(sim.task('t1', 0)?.state).toBe('scheduled');
    sim.paused = false;
    expect(sim.take({ kind: 'resume' }).commands).toHaveLength(2);
    expect(sim.take({ kind: 'resume' }).commands).toEqual([]);
  });

  it('passes a skip on', () => {
    const sim = started();
    const tasks = sim.snapshot.tasks.map((task) =>
      task.taskId === 't1' && task.mapIndex === 0 ? { ...task, state: 'skipped' as const } : task,
    );
    sim.snapshot = { ...sim.snapshot, tasks };
    take(sim);
    take(sim, { task: { dag_id: 'drawn', run_id: 'manual__1', task_id: 't1', map_index: 1 } });
    expect(sim.task('t2')?.state).toBe('skipped');
  });

  it('goes on with what succeeded where the trigger rule says so, and the run still ends failed', () => {
    const dag = dagOf([
      { upstream: [], width: null },
      { upstream: [0], width: 3, skipped: [2] },
      { upstream: [0, 1], width: null, triggerRule: 'all_done_min_one_success' },
    ]);
    const sim = new Simulation(dag, () => 'silent');
    sim.take({ kind: 'start', first: true });
    take(sim);
    const mapped = (map_index: number): Partial<TaskResult> => ({
      task: { dag_id: 'drawn', run_id: 'manual__1', task_id: 't1', map_index },
    });
    expect(sim.task('t1', 2)).toMatchObject({ state: 'skipped', tryNumber: 0 });
    const error = { code: 'TASK_FAILED', message: 'killed' };
    take(sim, { ...mapped(1), state: 'failed', final: true, error });
    expect(sim.task('t2')?.state).toBe('none');
    expect(take(sim, { ...mapped(0), outputs: { value: 'y' } }).commands).toMatchObject([
      {
        body: {
          task: { task_id: 't2' },
          inputs: { values: ['x', 'y'], failed: [{ item: '1', error }] },
        },
      },
    ]);
    const last = { dag_id: 'drawn', run_id: 'manual__1', task_id: 't2', map_index: -1 };
    expect(take(sim, { task: last }).finished).toBe(true);
    expect(sim.snapshot.run.state).toBe('failed');
  });

  it('tells how far a try is, the newest word alone', () => {
    const sim = started();
    take(sim, { state: 'running' });
    for (const step of [1, 2])
      take(sim, { state: 'running', progress: { step, steps: 9, figures: { train: 0.12345 } } });
    expect(sim.task('t0')?.tries[0]?.log.map(({ event }) => event)).toEqual([
      'try 1 sent to training',
      'running on worker-1',
      'step 2 of 9, train 0.1235',
    ]);
  });

  it('cancels a run: what runs is told to stop, what was not tried is skipped, nothing comes after', () => {
    const sim = started();
    take(sim);
    take(sim, {
      task: { dag_id: 'drawn', run_id: 'manual__1', task_id: 't1', map_index: 0 },
      state: 'failed',
    });
    const { commands, finished } = sim.take({ kind: 'cancel', by: 'somebody' });
    expect(commands).toMatchObject([
      {
        service: 'training',
        body: { task: { task_id: 't1', map_index: 1 }, try_number: 2, cancel: true },
      },
    ]);
    expect(finished).toBe(true);
    expect(sim.snapshot.run.state).toBe('failed');
    expect(sim.snapshot.tasks.map(({ state }) => state)).toEqual([
      'success',
      'failed',
      'failed',
      'skipped',
    ]);
    expect(sim.task('t1', 1)?.tries[0]?.error).toEqual({
      code: 'CANCELLED',
      message: 'cancelled by somebody',
    });
    const before = sim.snapshot;
    expect(sim.take({ kind: 'cancel', by: 'somebody' }).snapshot).toBe(before);
    expect(sim.take({ kind: 'due' }).snapshot).toBe(before);
  });

  it('ignores a result for a task it does not have', () => {
    const sim = started();
    const before = sim.snapshot;
    const task = { dag_id: 'drawn', run_id: 'manual__1', task_id: 't1', map_index: 9 };
    expect(take(sim, { task }).snapshot).toBe(before);
  });
});
