import { describe, expect, it } from 'vitest';
import type { SourceProgress } from '../domain/raw-store.ts';
import { waitForRows } from './wait-for-rows.ts';

const SOURCE = 'headroom/generation#1';

function stage() {
  let progress: SourceProgress | null = null;
  let reads = 0;
  const listeners = new Set<(source: string | null) => void>();
  return {
    reads: () => reads,
    listeners,
    arrive(rows: number, refused = 0, source: string | null = SOURCE) {
      progress = { now: 0, rows, late: 0, refused };
      for (const listener of listeners) listener(source);
    },
    wait: (options: { rows: number; patienceMs?: number; signal?: AbortSignal }) =>
      waitForRows(
        {
          progress: async () => {
            reads += 1;
            return progress;
          },
        },
        {
          subscribe: (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
          },
        },
        {
          source: SOURCE,
          patienceMs: 60_000,
          signal: new AbortController().signal,
          ...options,
        },
      ),
  };
}

/** Everything that can go on without the outside has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('waitForRows', () => {
  it('does not wait for what is there', async () => {
    const s = stage();
    s.arrive(10);
    await s.wait({ rows: 10 });
    expect([s.reads(), s.listeners.size]).toEqual([1, 0]);
  });

  it('looks only when rows of the source arrive, and counts refused ones', async () => {
    const s = stage();
    const waiting = s.wait({ rows: 10 });
    await settled();
    s.arrive(5);
    await settled();
    s.arrive(6, 0, 'another source');
    await settled();
    expect(s.reads()).toBe(2);
    s.arrive(8, 2);
    await waiting;
    expect([s.reads(), s.listeners.size]).toEqual([3, 0]);
  });

  it('looks again when news may have been lost', async () => {
    const s = stage();
    const waiting = s.wait({ rows: 10 });
    await settled();
    s.arrive(10, 0, null);
    await waiting;
    expect(s.reads()).toBe(2);
  });

  it('does not miss what arrives while it looks', async () => {
    const s = stage();
    const waiting = s.wait({ rows: 10 });
    s.arrive(10);
    await waiting;
    expect(s.listeners.size).toBe(0);
  });

  it('gives up when nothing comes, and names both counts', async () => {
    const s = stage();
    s.arrive(7, 2);
    const waiting = s.wait({ rows: 10, patienceMs: 30 });
    await expect(waiting).rejects.toMatchObject({
      code: 'TASK_FAILED',
      message: expect.stringMatching(
        /says 10 rows of headroom\/generation#1, but 9 have arrived \(2 of them/,
      ),
      details: { expected: 10, accepted: 7, refused: 2 },
    });
    expect(s.listeners.size).toBe(0);
  });

  it('ends when the task is aborted', async () => {
    const s = stage();
    const abort = new AbortController();
    const waiting = s.wait({ rows: 10, signal: abort.signal });
    await settled();
    abort.abort(new Error('lease lost'));
    await expect(waiting).rejects.toThrow('lease lost');
    expect(s.listeners.size).toBe(0);
  });
});
