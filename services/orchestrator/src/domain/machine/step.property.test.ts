import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dag } from '../dag.ts';
import type { TaskState } from '../task-state.ts';
import { dagOf, outputOf, Simulation, type Fate, type FateOf, type Shape } from './simulation.ts';

const shapes: fc.Arbitrary<Shape[]> = fc
  .array(
    fc.record({
      picks: fc.array(fc.nat(6), { maxLength: 3 }),
      width: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      triggerRule: fc.constantFrom('all_success', 'all_done_min_one_success'),
      skipped: fc.array(fc.integer({ min: -1, max: 2 }), { maxLength: 1 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((drawn) =>
    drawn.map(({ picks, ...shape }, index) => ({
      ...shape,
      upstream: [...new Set(picks.filter((pick) => pick < index))],
    })),
  );
const fates: fc.Arbitrary<FateOf> = fc.func(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Fate>('success') },
    { weight: 2, arbitrary: fc.constant<Fate>('failed') },
    { weight: 1, arbitrary: fc.constantFrom<Fate>('final', 'silent') },
  ),
);

interface Expected {
  state: TaskState;
  tries: number;
}

/** What must come of every instance, told from the fates alone, without any order of events. */
function expectation(dag: Dag, fateOf: FateOf): Map<string, Expected[]> {
  const all = new Map<string, Expected[]>();
  for (const task of dag.tasks) {
    const before = task.upstream.flatMap((id) => all.get(id) ?? []).map(({ state }) => state);
    const fallen = (state: TaskState) => state === 'failed' || state === 'upstream_failed';
    const goesOn =
      task.triggerRule === 'all_success'
        ? before.every((state) => state === 'success')
        : before.includes('success') || before.length === 0;
    const idle = before.some(fallen) ? 'upstream_failed' : 'skipped';
    const indexes = task.mappedOver?.map((_, i) => i) ?? [-1];
    all.set(
      task.id,
      indexes.map((index) => {
        if (!goesOn) return { state: idle, tries: 0 };
        if (task.isSkipped?.({}, index < 0 ? null : `${index}`) === true)
          return { state: 'skipped', tries: 0 };
        for (let n = 1; ; n++) {
          const fate = fateOf(task.id, index, n);
          if (fate === 'success') return { state: 'success', tries: n };
          if (fate === 'final' || n === 3) return { state: 'failed', tries: n };
        }
      }),
    );
  }
  return all;
}

const indexesOf = (dag: Dag, id: string) =>
  dag.tasks.find((task) => task.id === id)?.mappedOver?.map((_, i) => i) ?? [-1];

describe('a run under any interleaving, repetition and delay of results', () => {
  it('ends in the state that its tasks deserve, with one command for each try', () => {
    fc.assert(
      fc.property(shapes, fates, fc.gen(), (drawn, fateOf, draw) => {
        const dag = dagOf(drawn);
        const sim = new Simulation(dag, fateOf);
        sim.take({ kind: 'start', first: true });
        let chaos = 60;
        for (let turn = 0; sim.snapshot.run.state === 'running'; turn++) {
          if (turn === 1_000) throw new Error('the run never ends');
          const choice = chaos-- > 0 ? draw(fc.nat, { max: 9 }) : 9;
          if (choice === 0) sim.paused = true;
          else if (choice === 1 || chaos <= 0) {
            sim.paused = false;
            sim.take({ kind: 'resume' });
          }
          if (choice === 2) sim.take({ kind: 'due' });
          else if (choice === 3) sim.waitForNextDue();
          else if (sim.inFlight.length > 0) {
            const index = draw(fc.nat, { max: sim.inFlight.length - 1 });
            sim.deliver(index);
            // Otherwise it stays in flight: it will come again, perhaps after newer ones.
            if (choice !== 4) sim.inFlight.splice(index, 1);
          } else sim.waitForNextDue();
        }
        for (let index = 0; index < sim.inFlight.length; index++) sim.deliver(index);

        const expected = expectation(dag, fateOf);
        for (const task of sim.snapshot.tasks) {
          const index = Math.max(task.mapIndex, 0);
          const want = expected.get(task.taskId)?.[index];
          expect([task.taskId, task.state, task.tryNumber, task.tries.length]).toEqual([
            task.taskId,
            want?.state,
            want?.tries,
            want?.tries,
          ]);
          expect(task.dueAt).toBeNull();
        }
        const failed = [...expected.values()]
          .flat()
          .some(({ state }) => state === 'failed' || state === 'upstream_failed');
        expect(sim.snapshot.run.state).toBe(failed ? 'failed' : 'success');
        expect(sim.finishes).toBe(1);

        const keys = sim.commands.map(({ body }) => JSON.stringify([body.task, body.try_number]));
        expect(new Set(keys).size).toBe(keys.length);
        for (const { body } of sim.commands) {
          expect(body.try_number).toBeLessThanOrEqual(3);
          const upstream = dag.tasks.find((task) => task.id === body.task.task_id)?.upstream ?? [];
          const values = upstream.flatMap((id) =>
            indexesOf(dag, id).flatMap((index, at) => {
              const one = expected.get(id)?.[at];
              return one?.state === 'success' ? [outputOf(id, index, one.tries)] : [];
            }),
          );
          expect(body.inputs['values']).toEqual(values);
        }
      }),
      { numRuns: 500 },
    );
  });
});
