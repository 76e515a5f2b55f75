import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { stepGap, type GapState } from './absence.ts';

describe('gaps', () => {
  it('take about 1 % of time, in runs of 2 to 5 buckets (or two in a row)', () => {
    const draw = RandomStream.named(42, 'test', 'gap');
    let state: GapState = { left: 0 };
    let absent = 0;
    const lengths: number[] = [];
    for (let i = 0, length = 0; i < 400_000; i++) {
      const step = stepGap(state, draw);
      state = step.state;
      if (step.absent) {
        absent++;
        length++;
      } else if (length > 0) {
        lengths.push(length);
        length = 0;
      }
    }
    expect(absent / 400_000).toBeGreaterThan(0.009);
    expect(absent / 400_000).toBeLessThan(0.011);
    expect(Math.min(...lengths)).toBe(2);
    const single = lengths.filter((length) => length <= 5);
    expect(single.length / lengths.length).toBeGreaterThan(0.99);
    for (const length of [2, 3, 4, 5]) {
      const share = single.filter((l) => l === length).length / single.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
    }
  });
});
