import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEach } from './copying.ts';

describe('forEach', () => {
  it('does everything, at most four at once', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEach(
      Array.from({ length: 20 }, (_, i) => i),
      async (item) => {
        most = Math.max(most, ++running);
        await turn();
        running -= 1;
        done.push(item);
      },
    );
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(4);
  });

  it('ends with the first failure, after what had begun', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error('two');
    };
    await expect(forEach([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], work)).rejects.toThrow('two');
    expect(begun.length).toBeLessThan(12);
  });
});
