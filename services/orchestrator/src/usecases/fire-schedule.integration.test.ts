import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cronSchedule } from '../adapters/timers/cron-schedule.ts';
import { dagOf } from '../domain/machine/simulation.ts';
import { openStage, runIdOf, type Stage } from './stage.ts';

const dag = dagOf([{ upstream: [], width: null }]);
const schedule = cronSchedule('0 */6 * * *');
const HOUR = 3_600_000;

describe('a schedule', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(dag);
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());
  const fire = () => stage.fireSchedule.execute(dag.id, schedule, null);
  const at = (hour: number) => (stage.clock.now = Date.UTC(2025, 0, 1) + hour * HOUR);

  it('owes nothing for the time before it was first seen', async () => {
    at(7);
    expect(await fire()).toBeNull();
    at(11.9);
    expect(await fire()).toBeNull();
    expect(await stage.all()).toEqual([]);
  });

  it('makes one run of a fire, by however many replicas', async () => {
    at(7);
    await fire();
    at(12);
    const fired = await Promise.all([fire(), fire(), fire()]);
    expect(fired.filter((reply) => reply !== null)).toMatchObject([
      { outcome: 'created', run_id: 'scheduled__2025-01-01T12:00:00+00:00' },
    ]);
    expect(await stage.all()).toMatchObject([
      {
        type: 'scheduled',
        triggeredBy: 'timetable',
        logicalDate: Date.UTC(2025, 0, 1, 12),
        runAfter: Date.UTC(2025, 0, 1, 12),
        state: 'running',
      },
    ]);
  });

  it('makes up for all missed fires by one run, dated by the newest', async () => {
    at(1);
    await fire();
    at(31);
    expect(await fire()).toMatchObject({ run_id: 'scheduled__2025-01-02T06:00:00+00:00' });
    expect(await fire()).toBeNull();
    expect(await stage.all()).toHaveLength(1);
  });

  it('lets fires during a long run wait as one', async () => {
    at(1);
    await fire();
    at(6);
    const running = runIdOf((await fire()) ?? expect.fail('no run'));
    at(12);
    const waiting = await fire();
    at(18);
    expect(await fire()).toMatchObject({ outcome: 'joined', run_id: waiting?.run_id });
    await stage.tell(running, 't0');
    expect((await stage.all()).map((run) => run.state)).toEqual(['running', 'success']);
  });
});
