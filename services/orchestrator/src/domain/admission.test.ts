import { describe, expect, it } from 'vitest';
import { admit, type WaitingRun } from './admission.ts';

const waiting: WaitingRun[] = [
  { runId: 'a', type: 'manual', policy: 'each' },
  { runId: 'b', type: 'manual', policy: 'coalesce' },
  { runId: 'c', type: 'manual', policy: 'latest' },
];

describe('admit', () => {
  it('gives a trigger of policy each its own run', () => {
    expect(admit({ type: 'manual', policy: 'each' }, waiting)).toEqual({ kind: 'create' });
  });
  it('joins the waiting run of policy coalesce', () => {
    expect(admit({ type: 'manual', policy: 'coalesce' }, waiting)).toEqual({
      kind: 'join',
      runId: 'b',
    });
  });
  it('replaces the waiting run of policy latest', () => {
    expect(admit({ type: 'manual', policy: 'latest' }, waiting)).toEqual({
      kind: 'replace',
      runId: 'c',
    });
  });
  it("never joins cron's fire to a person's run", () => {
    expect(admit({ type: 'scheduled', policy: 'coalesce' }, waiting)).toEqual({ kind: 'create' });
  });
  it('creates a run where none waits', () => {
    expect(admit({ type: 'manual', policy: 'latest' }, [])).toEqual({ kind: 'create' });
  });
});
