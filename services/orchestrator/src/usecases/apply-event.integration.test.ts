import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dagOf } from '../domain/machine/simulation.ts';
import { openStage, runIdOf, type Stage } from './stage.ts';

const dag = dagOf([
  { upstream: [], width: null },
  { upstream: [0], width: 3 },
  { upstream: [1], width: null },
]);

describe('the events of a run', () => {
  let stage: Stage;
  let runId: string;
  beforeAll(async () => {
    stage = await openStage(dag);
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());
  const start = async () => {
    runId = runIdOf(await stage.trigger('a'));
  };
  const snapshot = () => stage.runs.snapshot({ dagId: dag.id, runId });

  it('are taken one after another, however many come at once', async () => {
    await start();
    const told = await Promise.all(Array.from({ length: 6 }, () => stage.tell(runId, 't0')));
    expect(told.filter((one) => one === 'applied')).toHaveLength(1);
    await Promise.all([0, 1, 2, 0, 1, 2].map((mapIndex) => stage.tell(runId, 't1', {}, mapIndex)));
    await Promise.all(Array.from({ length: 4 }, () => stage.tell(runId, 't2')));
    expect(await stage.state(runId)).toBe('success');
    const sent = (await stage.commands()).map(({ task }) => `${task.task_id}[${task.map_index}]`);
    expect(sent.toSorted()).toEqual(['t0[-1]', 't1[0]', 't1[1]', 't1[2]', 't2[-1]']);
  });

  it('read back what was written: tries, log, XComs in the order of their index', async () => {
    await start();
    stage.clock.now += 1_000;
    await stage.tell(runId, 't0', { state: 'running', outputs: {} });
    stage.clock.now += 1_000;
    await stage.tell(runId, 't0', {
      state: 'failed',
      outputs: {},
      error: { code: 'TASK_FAILED', message: 'a \u0000 in the output' },
    });
    stage.clock.now += 5_000;
    await stage.wakeDue.execute();
    await stage.tell(runId, 't0', { try_number: 2, outputs: { value: 'x', extra: [1, null, ''] } });
    for (const mapIndex of [2, 0, 1]) await stage.tell(runId, 't1', {}, mapIndex);
    const found = await snapshot();
    const t0 = found?.tasks.find((task) => task.taskId === 't0');
    const began = Date.UTC(2025, 0, 1);
    expect(t0).toMatchObject({
      state: 'success',
      tryNumber: 2,
      dueAt: null,
      outputs: { value: 'x', extra: [1, null, ''] },
      tries: [
        {
          number: 1,
          state: 'failed',
          queuedAt: began,
          startedAt: began + 1_000,
          endedAt: began + 2_000,
          host: 'worker',
          error: { code: 'TASK_FAILED', message: 'a \u0000 in the output' },
        },
        { number: 2, state: 'success', queuedAt: began + 7_000, startedAt: began + 7_000 },
      ],
    });
    expect(t0?.tries[0]?.log.map((entry) => entry.event)).toContain('running on worker');
    expect((await stage.commands()).at(-1)?.inputs).toEqual({
      item: null,
      values: ['t1/0', 't1/1', 't1/2'],
      failed: [],
    });
  });

  it('end a run that waits for its turn, and the one that runs; the next begins', async () => {
    await start();
    const [waiting, last] = [runIdOf(await stage.trigger('b')), runIdOf(await stage.trigger('c'))];
    const cancel = (id: string) => stage.cancelRun.execute({ dagId: dag.id, runId: id }, 'me');
    expect(await cancel(waiting)).toBe('applied');
    expect(await cancel(waiting)).toBe('ignored');
    const skipped = await stage.runs.snapshot({ dagId: dag.id, runId: waiting });
    expect(new Set(skipped?.tasks.map(({ state }) => state))).toEqual(new Set(['skipped']));
    expect([await stage.state(runId), await stage.state(waiting)]).toEqual(['running', 'failed']);
    expect(await Promise.all([cancel(runId), cancel(last)])).toEqual(['applied', 'applied']);
    expect([await stage.state(runId), await stage.state(last)]).toEqual(['failed', 'failed']);
    expect(await cancel('none')).toBe('unknown');
  });

  it('are due when the clock says so, and not before', async () => {
    await start();
    await stage.tell(runId, 't0', { state: 'failed' });
    expect(await stage.runs.nextDue()).toBe(stage.clock.now + 5_000);
    await stage.wakeDue.execute();
    expect(await stage.commands()).toHaveLength(1);
    stage.clock.now += 5_000;
    await Promise.all([stage.wakeDue.execute(), stage.wakeDue.execute()]);
    expect(await stage.commands()).toHaveLength(2);
  });

  it('hold back tasks while the DAG is paused', async () => {
    await start();
    await stage.setPaused.execute(dag.id, true);
    await stage.tell(runId, 't0');
    expect(await stage.commands()).toHaveLength(1);
    await stage.setPaused.execute(dag.id, false);
    expect(await stage.commands()).toHaveLength(4);
  });

  it('are unknown where there is no such run', async () => {
    expect(await stage.tell('manual__nowhere', 't0')).toBe('unknown');
  });
});
