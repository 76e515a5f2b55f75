import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLabels, poolSparse } from './categories.ts';

describe('countLabels', () => {
  it('counts each side, missing labels not at all', () => {
    expect(countLabels(['b', 'a', null, 'b'], ['c', 'b'])).toEqual([
      { category: 'a', reference: 1, current: 0 },
      { category: 'b', reference: 2, current: 1 },
      { category: 'c', reference: 0, current: 1 },
    ]);
  });
});

describe('poolSparse', () => {
  const counts = fc.array(
    fc.record({ reference: fc.nat({ max: 100 }), current: fc.nat({ max: 30 }) }),
    { minLength: 1, maxLength: 12 },
  );
  const total = (items: readonly { reference: number; current: number }[]) => ({
    reference: items.reduce((sum, item) => sum + item.reference, 0),
    current: items.reduce((sum, item) => sum + item.current, 0),
  });

  it('keeps the totals, and expects 5 of everything that is left on both sides', () => {
    fc.assert(
      fc.property(counts, (items) => {
        const whole = total(items);
        fc.pre(whole.reference > 0 && whole.current > 0);
        const pooled = poolSparse(items.map((item, i) => ({ category: `c${i}`, ...item })));
        expect(total(pooled)).toEqual(whole);
        if (pooled.length === 1) return;
        const all = whole.reference + whole.current;
        for (const { reference, current } of pooled)
          for (const side of [whole.reference, whole.current])
            expect(((reference + current) * side) / all).toBeGreaterThanOrEqual(5 - 1e-9);
      }),
    );
  });

  it('touches nothing that is common enough', () => {
    const common = [
      { category: 'a', reference: 50, current: 40 },
      { category: 'b', reference: 60, current: 10 },
    ];
    expect(poolSparse(common)).toEqual(common);
  });
});
