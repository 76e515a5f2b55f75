import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dagOf } from '../domain/machine/simulation.ts';
import { openStage, runIdOf, type Stage } from './stage.ts';

const dag = {
  ...dagOf([{ upstream: [], width: null }]),
  conf: z.looseObject({ size: z.int().optional(), as_of: z.int().optional() }),
  startConf: (conf: Readonly<Record<string, unknown>>, first: boolean) => ({ first, ...conf }),
};

describe('a trigger', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(dag);
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  it('makes a run, starts it and sends its first command, all at once', async () => {
    const reply = await stage.trigger('a', { conf: { size: 3, as_of: 7 }, traceparent: null });
    expect(reply).toMatchObject({ id: 'a', outcome: 'created', error: null });
    const [run] = await stage.all();
    expect(run).toMatchObject({
      runId: reply.run_id,
      state: 'running',
      conf: { first: true, size: 3, as_of: 7 },
      asOf: 7,
      triggeredBy: 'operator',
    });
    expect(reply.run_id).toMatch(/^manual__2025-01-01T00:00:00\+00:00_[0-9a-f]{8}$/);
    expect(await stage.commands()).toMatchObject([
      { task: { run_id: reply.run_id, task_id: 't0', map_index: -1 }, try_number: 1, as_of: 7 },
    ]);
    expect(await stage.replies()).toEqual([reply]);
  });

  it('is taken once, however often it comes and at the same time', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => stage.trigger('a')));
    expect(new Set(replies.map((reply) => reply.run_id)).size).toBe(1);
    expect(await stage.all()).toHaveLength(1);
    expect(await stage.commands()).toHaveLength(1);
  });

  it('waits while another run is active, and its run starts when that one ends', async () => {
    const first = runIdOf(await stage.trigger('a'));
    stage.clock.now += 1;
    const second = runIdOf(await stage.trigger('b'));
    expect(await stage.state(second)).toBe('queued');
    await stage.tell(first, 't0');
    expect(await stage.state(first)).toBe('success');
    expect(await stage.state(second)).toBe('running');
    expect((await stage.all()).map((run) => run.conf)).toEqual([{ first: false }, { first: true }]);
  });

  it('of policy each gets a run of its own, in the order of arrival', async () => {
    const ids: string[] = [];
    for (const id of ['a', 'b', 'c']) {
      ids.push(runIdOf(await stage.trigger(id)));
      stage.clock.now += 1;
    }
    for (const id of ids) {
      expect(await stage.state(id)).toBe('running');
      await stage.tell(id, 't0');
    }
    expect((await stage.all()).map((run) => run.runId)).toEqual(ids.toReversed());
  });

  it('of policy coalesce joins the run that waits', async () => {
    await stage.trigger('busy');
    const waits = await stage.trigger('a', { policy: 'coalesce', conf: { size: 1 } });
    const joins = await stage.trigger('b', { policy: 'coalesce', conf: { size: 2 } });
    expect([waits.outcome, joins.outcome]).toEqual(['created', 'joined']);
    expect(joins.run_id).toBe(waits.run_id);
    const run = (await stage.all()).find((one) => one.runId === waits.run_id);
    expect(run?.conf).toEqual({ size: 1 });
  });

  it('of policy latest takes over the run that waits', async () => {
    await stage.trigger('busy');
    const waits = await stage.trigger('a', { policy: 'latest', conf: { size: 1 } });
    const wins = await stage.trigger('b', { policy: 'latest', conf: { size: 2, as_of: 5 } });
    expect([waits.outcome, wins.outcome]).toEqual(['created', 'replaced']);
    expect(wins.run_id).toBe(waits.run_id);
    const run = (await stage.all()).find((one) => one.runId === waits.run_id);
    expect(run).toMatchObject({ conf: { size: 2, as_of: 5 }, asOf: 5 });
  });

  it('waits on a paused DAG until it is unpaused', async () => {
    await stage.setPaused.execute(dag.id, true);
    const reply = await stage.trigger('a');
    expect(await stage.state(runIdOf(reply))).toBe('queued');
    await stage.setPaused.execute(dag.id, false);
    expect(await stage.state(runIdOf(reply))).toBe('running');
    expect(await stage.commands()).toHaveLength(1);
  });

  it.each([
    [
      'an unknown DAG',
      { dagId: 'other' },
      'NOT_FOUND',
      /dag_id other names no pipeline; use drawn/,
    ],
    ['a wrong conf', { conf: { size: 'big' } }, 'INVALID_REQUEST', /conf is wrong.*size/s],
    ['a taken run id', { runId: 'manual__x' }, 'CONFLICT', /run_id manual__x exists already/],
    [
      'a taken date',
      { logicalDate: 5 },
      'CONFLICT',
      /logical_date 1970-01-01T00:00:00.005Z exists/,
    ],
  ])('for %s is refused with the reason, and told so', async (_, over, code, message) => {
    await stage.trigger('first', { runId: 'manual__x', logicalDate: 5 });
    const reply = await stage.trigger('a', over);
    expect(reply).toMatchObject({ outcome: 'refused', run_id: null, error: { code } });
    expect(reply.error?.message).toMatch(message);
    expect((await stage.replies()).at(-1)).toEqual(reply);
    expect(await stage.trigger('a', over)).toEqual(reply);
    expect(await stage.all()).toHaveLength(1);
  });
});
