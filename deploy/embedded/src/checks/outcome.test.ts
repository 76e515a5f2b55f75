import { describe, expect, it } from 'vitest';
import { describeOutcome, failed, notRun, succeeded, summary } from './outcome.ts';

const passing = { name: 'unit', passed: 41, skipped: 1, failures: [] };

describe('the report of npm test', () => {
  it('ends with the total of all suites', () => {
    expect(summary([passing, { ...passing, passed: 1 }]).at(-1)).toBe('42 passed, 0 failed');
    const lines = summary([passing, failed('lint', 'bad line\nworse line')]);
    expect(lines.at(-1)).toBe('41 passed, 1 failed');
    expect(lines.join('\n')).toContain('FAILED  lint\n  bad line\n  worse line');
  });

  it('names what did not run', () => {
    const lines = summary([passing, notRun('e2e', 'no Java')]);
    expect(lines).toContain('e2e: not run, no Java');
    expect(lines).toContain('test:browser: not run');
    expect(summary([{ ...passing, name: 'chaos' }])).not.toContain('test:chaos: not run');
  });

  it('takes a suite that did not run for no success', () => {
    expect(succeeded(passing)).toBe(true);
    expect(succeeded(notRun('e2e', 'no Java'))).toBe(false);
    expect(succeeded(failed('lint', ''))).toBe(false);
  });

  it('has one line for each suite', () => {
    expect(describeOutcome(passing, 1.26)).toMatch(/^unit +41 passed, 1 skipped {2}\(1\.3 s\)$/);
    expect(describeOutcome(failed('lint', 'x'), 2)).toMatch(/^lint +0 passed, 1 FAILED/);
    expect(describeOutcome(notRun('e2e', 'no Java'), 0)).toMatch(/^e2e +NOT RUN: no Java/);
  });
});
