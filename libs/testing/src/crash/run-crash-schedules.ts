import { deepStrictEqual } from 'node:assert/strict';
import type { CrashReport, CrashTest, PortsBase, ScheduleOptions } from './crash-test.ts';
import type { Fate } from './life.ts';
import { seededInt } from './random.ts';
import type { RandomInt } from './random.ts';
import { runSchedule } from './run-schedule.ts';

const HOW = ['before', 'within', 'after', 'stall'] as const satisfies readonly Fate['how'][];

/**
 * Invariant 1: upsert, guarded write, publish, commit: a crash after any of them loses nothing and doubles nothing.
 * Runs the handler over the log undisturbed, then again with crashes, and compares stores and published events.
 * Rejects with the seed and fates of the first schedule that differs.
 */
export async function runCrashSchedules<Ports extends PortsBase>(
  test: CrashTest<Ports>,
  options: ScheduleOptions = {},
): Promise<CrashReport> {
  const { seed = 1, schedules = 1_000, maxBatch = 5, randomOnly = false } = options;
  const run = async (scheduleSeed: number, fates: readonly Fate[]) => {
    const world = await test.world();
    try {
      return await runSchedule(test, world, { fates, random: seededInt(scheduleSeed), maxBatch });
    } finally {
      await world.close?.();
    }
  };
  const reference = await run(seed, []);
  const single = randomOnly ? [] : everyCrashPoint(reference.effects);
  const byEffect: Record<string, number> = {};
  let crashes = 0;
  for (let i = 0; i < single.length + schedules; i++) {
    const scheduleSeed = i < single.length ? seed : seed + i;
    const fates = single[i] ?? randomFates(seededInt(-scheduleSeed), reference.effects);
    const story = `schedule with seed ${scheduleSeed}, fates ${JSON.stringify(fates)}`;
    const result = await run(scheduleSeed, fates).catch((cause: unknown) => {
      throw new Error(`${story} failed`, { cause });
    });
    deepStrictEqual(result.snapshot, reference.snapshot, `${story}: the stores differ`);
    deepStrictEqual(result.published, reference.published, `${story}: the published events differ`);
    crashes += result.fatedAt.length;
    for (const effect of result.fatedAt) byEffect[effect] = (byEffect[effect] ?? 0) + 1;
  }
  return { schedules: single.length + schedules, crashes, byEffect };
}

const everyCrashPoint = (effects: number): Fate[][] =>
  Array.from({ length: effects }, (_, i) => HOW.map((how) => [{ at: i + 1, how }])).flat();

/** Up to six processes that die: some at once, some late. */
function randomFates(random: RandomInt, effects: number): Fate[] {
  return Array.from({ length: random(0, 6) }, () => ({
    at: random(1, random(0, 1) === 0 ? 6 : effects),
    how: HOW[random(0, HOW.length - 1)] ?? 'after',
  }));
}
