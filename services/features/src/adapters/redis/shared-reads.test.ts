import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedReads } from './shared-reads.ts';

const upper = (keys: readonly string[]) =>
  keys.map((key) => (key === '' ? null : key.toUpperCase()));

describe('SharedReads', () => {
  it('answers each read with its own values, in few calls of bounded size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.string(), { minLength: 1 })), async (reads) => {
        const calls: number[] = [];
        const shared = new SharedReads(async (keys) => {
          calls.push(keys.length);
          return upper(keys);
        }, 12);
        expect(await Promise.all(reads.map((keys) => shared.read(keys)))).toEqual(reads.map(upper));
        expect(calls.reduce((sum, size) => sum + size, 0)).toBe(reads.flat().length);
        const longest = Math.max(12, ...reads.map(({ length }) => length));
        expect(Math.max(0, ...calls)).toBeLessThanOrEqual(longest);
      }),
    );
  });

  it('makes one call of reads that came together, and another of later ones', async () => {
    const calls: string[][] = [];
    const shared = new SharedReads(async (keys) => {
      calls.push([...keys]);
      return upper(keys);
    }, 100);
    await Promise.all([shared.read(['a']), shared.read(['b', 'c'])]);
    await shared.read(['d']);
    expect(calls).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('gathers reads that come in while two calls are under way', async () => {
    const calls: (() => void)[] = [];
    const sizes: number[] = [];
    const called = new EventEmitter();
    const shared = new SharedReads(async (keys) => {
      sizes.push(keys.length);
      await new Promise<void>((resolve) => {
        calls.push(resolve);
        called.emit('call');
      });
      return upper(keys);
    }, 3);
    const first = once(called, 'call');
    const answers = [shared.read(['a'])];
    await first;
    const second = once(called, 'call');
    answers.push(shared.read(['b']));
    await second;
    answers.push(...['c', 'd', 'e', 'f'].map((key) => shared.read([key])));
    for (let answered = 0; answered < calls.length; answered++) {
      calls[answered]?.();
      await answers[answered];
    }
    expect((await Promise.all(answers)).flat()).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(sizes).toEqual([1, 1, 3, 1]);
  });

  it('tells a failure to everyone it hits, and goes on', async () => {
    let isDown = true;
    const shared = new SharedReads(async (keys) => {
      if (isDown) throw new Error('down');
      return upper(keys);
    }, 100);
    const both = await Promise.allSettled([shared.read(['a']), shared.read(['b'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect(await shared.read(['a'])).toEqual(['A']);
  });
});
