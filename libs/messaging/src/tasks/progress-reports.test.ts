import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressReports } from './progress-reports.ts';

const at = (step: number) => ({ step, steps: 10, figures: {} });

describe('ProgressReports', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const stage = () => {
    const sent: number[] = [];
    const reports = new ProgressReports(1_000, async ({ step }) => void sent.push(step));
    return { reports, sent };
  };

  it('passes on the first one at once, then the newest of every period', async () => {
    const { reports, sent } = stage();
    for (const step of [1, 2, 3]) reports.report(at(step));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([1, 3]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual([1, 3]);
    reports.report(at(4));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([1, 3, 4]);
  });

  it('sends nothing after its end, and ends when what was sent has arrived', async () => {
    const { reports, sent } = stage();
    reports.report(at(1));
    reports.report(at(2));
    await reports.end();
    expect(sent).toEqual([1]);
    reports.report(at(3));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual([1]);
  });
});
