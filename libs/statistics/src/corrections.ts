/**
 * p-values corrected for the number of tests, in the order given: a test is significant at level α if its corrected value
 * is below α. A p-value that is not within 0…1 is a RangeError.
 */

/** Bonferroni: bounds the chance of even one false alarm in the family. */
export function bonferroni(pValues: readonly number[]): number[] {
  assertProbabilities(pValues);
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/**
 * Benjamini & Hochberg (1995), step-up: bounds the expected share of false alarms among the tests called significant.
 * Holds for independent and for positively dependent tests.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  assertProbabilities(pValues);
  const count = pValues.length;
  const corrected = new Array<number>(count).fill(1);
  const descending = pValues.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p);
  let least = 1;
  descending.forEach(({ p, i }, position) => {
    least = Math.min(least, p * (count / (count - position)));
    corrected[i] = least;
  });
  return corrected;
}

function assertProbabilities(pValues: readonly number[]): void {
  const bad = pValues.findIndex((p) => !(p >= 0 && p <= 1));
  if (bad >= 0) {
    throw new RangeError(`pValues[${bad}] is ${pValues[bad] ?? NaN}; a p-value is within 0…1`);
  }
}
