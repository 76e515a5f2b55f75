import { describe, expect, it, vi } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('oneAtATime', () => {
  it('makes one more run of all that was asked for meanwhile', async () => {
    const ends: (() => void)[] = [];
    const work = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    const job = oneAtATime(work, () => undefined);
    job.run();
    job.run();
    job.run();
    expect(work).toHaveBeenCalledTimes(1);
    ends[0]?.();
    await vi.waitUntil(() => work.mock.calls.length === 2);
    ends[1]?.();
    await job.idle();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('tells an error and works on', async () => {
    const failed = vi.fn();
    const work = vi.fn(async () => {
      throw new Error('away');
    });
    const job = oneAtATime(work, failed);
    job.run();
    await job.idle();
    job.run();
    await job.idle();
    expect(failed).toHaveBeenCalledTimes(2);
  });
});
