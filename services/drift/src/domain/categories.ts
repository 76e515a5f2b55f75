/** How often something occurs on each side. */
export interface Category {
  readonly category: string;
  readonly reference: number;
  readonly current: number;
}

/** Cochran's rule: below this expected count, chi-squared's law does not hold. */
const MIN_EXPECTED = 5;
const OTHER = 'other';

export function countLabels(
  reference: readonly (string | null)[],
  current: readonly (string | null)[],
): Category[] {
  const count = (labels: readonly (string | null)[]) => {
    const counts = new Map<string, number>();
    for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  };
  const [before, now] = [count(reference), count(current)];
  return [...new Set([...before.keys(), ...now.keys()])].sort().map((category) => ({
    category,
    reference: before.get(category) ?? 0,
    current: now.get(category) ?? 0,
  }));
}

/**
 * Categories too rare on the smaller side become one, `other`; where that is still too rare, the rarest of the rest joins
 * it. The totals of both sides stay.
 */
export function poolSparse(categories: readonly Category[]): Category[] {
  const reference = sum(categories.map((c) => c.reference));
  const current = sum(categories.map((c) => c.current));
  const share = Math.min(reference, current) / (reference + current);
  const isSparse = (c: Category) => (c.reference + c.current) * share < MIN_EXPECTED;

  const kept = categories.filter((c) => !isSparse(c));
  let other = merge(categories.filter(isSparse));
  while (other !== null && isSparse(other)) {
    const rarest = kept.toSorted((a, b) => total(a) - total(b))[0];
    if (rarest === undefined) break;
    kept.splice(kept.indexOf(rarest), 1);
    other = merge([other, rarest]);
  }
  return other === null ? kept : [...kept, other];
}

function merge(categories: readonly Category[]): Category | null {
  if (categories.length === 0) return null;
  return {
    category: OTHER,
    reference: sum(categories.map((c) => c.reference)),
    current: sum(categories.map((c) => c.current)),
  };
}

const total = (c: Category): number => c.reference + c.current;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
