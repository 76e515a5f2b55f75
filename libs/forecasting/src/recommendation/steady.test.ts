import { describe, expect, it } from 'vitest';
import { newScalingState } from './scaling-state.ts';
import { steady } from './steady.ts';

/** The advice is followed at once. */
function play(wishes: readonly number[], downAfter: number, coolDown: number): string[] {
  let past = newScalingState().steadiness;
  let current = 5;
  return wishes.map((wanted) => {
    const next = steady(current, wanted, past, { downAfter, coolDown, max: 20 });
    ({ past, instances: current } = next);
    return `${current}${next.kept === null ? '' : ` ${next.kept}`}`;
  });
}

describe('steady', () => {
  it('goes up at once, and down to the most of a run of lower wishes', () => {
    const kept = 'hysteresis';
    expect(play([7, 3, 4, 2, 2], 3, 0)).toEqual(['7', `7 ${kept}`, `7 ${kept}`, '4', `4 ${kept}`]);
  });

  it('takes nothing away within the cool-down after a change, but adds', () => {
    const kept = 'cool_down';
    expect(play([7, 3, 3, 3, 9, 3], 1, 2)).toEqual([
      '7',
      `7 ${kept}`,
      `7 ${kept}`,
      '3',
      '9',
      `9 ${kept}`,
    ]);
  });

  it('begins a run anew when somebody else has changed the number', () => {
    const past = { instances: 8, sinceChange: 9, lowerFor: 4, lowerWished: 7 };
    expect(steady(6, 3, past, { downAfter: 2, coolDown: 0, max: 20 })).toMatchObject({
      instances: 6,
      kept: 'hysteresis',
      past: { instances: 6, sinceChange: 0, lowerFor: 1, lowerWished: 3 },
    });
  });

  it.each([
    ['hysteresis', { downAfter: 3, coolDown: 0, max: 10 }],
    ['cool_down', { downAfter: 1, coolDown: 3, max: 10 }],
  ])('keeps no more than are allowed: %s', (kept, policy) => {
    const past = { instances: 40, sinceChange: 0, lowerFor: 0, lowerWished: 0 };
    expect(steady(40, 4, past, policy)).toMatchObject({ instances: 10, kept });
  });
});
