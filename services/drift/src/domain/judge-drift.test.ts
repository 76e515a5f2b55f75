import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnSample } from './column-sample.ts';
import { judgeDrift, type DriftRule, type TestedColumn } from './judge-drift.ts';
import { testColumn } from './test-column.ts';

const RULE: DriftRule = { correction: 'benjamini-hochberg', alpha: 0.05, minEffect: 0.1 };

const metric = (reference: readonly number[], current: readonly number[]): ColumnSample => ({
  column: 'cpu_utilization',
  role: 'metric',
  referenceSplit: 'train',
  reference: Float64Array.from(reference),
  current: Float64Array.from(current),
});
const ramp = (n: number, map = (x: number) => x) =>
  Array.from({ length: n }, (_, i) => map((i + 0.5) / n));
const judge = (sample: ColumnSample, rule: DriftRule = RULE) =>
  judgeDrift([{ sample, tests: testColumn(sample) }], rule);

/** A column with one test whose outcome is given. */
const outcome = (p: number, effect: number): TestedColumn => ({
  sample: metric([1], [1]),
  tests: [{ test: 'ks', statistic: effect, effect, p_value: p }],
});
const outcomes = fc.array(
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([p, effect]) => outcome(p, effect)),
  { minLength: 1, maxLength: 20 },
);
const rules = fc.record({
  correction: fc.constantFrom('benjamini-hochberg' as const, 'bonferroni' as const),
  alpha: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  minEffect: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('judgeDrift', () => {
  it('calls a column drifted iff a test of it is significant after the correction and matters', () => {
    fc.assert(
      fc.property(outcomes, rules, (tested, rule) => {
        const { columns, tested: count, rule: stated } = judgeDrift(tested, rule);
        expect(count).toBe(tested.length);
        expect(stated.tests).toBe(tested.length);
        columns.forEach(({ drifted, tests }, i) => {
          const [before, after] = [tested[i]?.tests[0], tests[0]];
          expect(after?.p_corrected).toBeGreaterThanOrEqual(before?.p_value ?? NaN);
          expect(drifted).toBe(
            (after?.p_corrected ?? NaN) < rule.alpha && (after?.effect ?? NaN) >= rule.minEffect,
          );
        });
      }),
    );
  });

  it('finds no more drift with a stricter rule', () => {
    fc.assert(
      fc.property(outcomes, rules, (tested, rule) => {
        const found = judgeDrift(tested, rule).drifted.length;
        const stricter: DriftRule[] = [
          { ...rule, correction: 'bonferroni' },
          { ...rule, alpha: rule.alpha / 2 },
          { ...rule, minEffect: (rule.minEffect + 1) / 2 },
        ];
        for (const one of stricter)
          expect(judgeDrift(tested, one).drifted.length).toBeLessThanOrEqual(found);
      }),
    );
  });

  it('leaves alone what is significant but too small to matter', () => {
    const { columns, drifted } = judge(
      metric(
        ramp(5000),
        ramp(5000, (x) => x + 0.04),
      ),
    );
    expect(columns[0]?.tests[0]?.p_corrected).toBeLessThan(0.01);
    expect(drifted).toEqual([]);
  });

  it('finds a shift by KS', () => {
    const { columns, drifted, rule } = judge(
      metric(
        ramp(500),
        ramp(200, (x) => x + 0.3),
      ),
    );
    expect(drifted).toEqual(['cpu_utilization']);
    expect(columns[0]?.tests[0]).toMatchObject({ test: 'ks', drifted: true });
    expect(columns[0]?.tests[0]?.effect).toBeCloseTo(0.3, 1);
    expect(rule.text).toContain("Benjamini and Hochberg's correction over the 2 tests");
  });

  it('finds by chi-squared what leaves the distribution function nearly where it was', () => {
    // All values move to the nearest of ten points: each within a tenth, every other bin is empty.
    const clustered = (x: number) => (Math.floor(x * 5) + 0.5) / 5 + 1e-3;
    const { columns } = judge(metric(ramp(1000), ramp(1000, clustered)), {
      ...RULE,
      minEffect: 0.2,
    });
    expect(columns[0]?.tests.map(({ test, drifted }) => [test, drifted])).toEqual([
      ['ks', false],
      ['chi_squared', true],
    ]);
  });

  it('finds labels that occur more often, and states their counts', () => {
    const labels = (n: number, events: number) =>
      Array.from({ length: n }, (_, i) => (i < events ? 'scale_up' : 'none'));
    const sample: ColumnSample = {
      column: 'scaling_event',
      role: 'label',
      referenceSplit: 'train',
      reference: [...labels(1000, 30), null],
      current: labels(200, 40),
    };
    const { columns } = judge(sample);
    expect(columns[0]).toMatchObject({
      drifted: true,
      reference: { split: 'train', count: 1000, missing: 1, mean: null },
      tests: [
        {
          edges: null,
          degrees_of_freedom: 1,
          categories: [
            { category: 'none', reference: 970, current: 160 },
            { category: 'scale_up', reference: 30, current: 40 },
          ],
        },
      ],
    });
  });

  it('has nothing to test in labels that all are the same', () => {
    expect(
      testColumn({
        column: 'scaling_event',
        role: 'label',
        referenceSplit: 'train',
        reference: new Array<string>(50).fill('none'),
        current: new Array<string>(50).fill('none'),
      }),
    ).toEqual([]);
  });

  it('finds no drift between samples of one distribution, whatever it is', () => {
    const sample = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 40,
      maxLength: 200,
    });
    fc.assert(
      fc.property(sample, (sorted) => {
        // Every other value of the sorted sample: two halves that are as alike as can be.
        sorted.sort((a, b) => a - b);
        const half = (odd: number) => sorted.filter((_, i) => i % 2 === odd);
        expect(judge(metric(half(0), half(1))).drifted).toEqual([]);
      }),
    );
  });
});
