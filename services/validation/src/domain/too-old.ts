/** Nothing before 2000-01-01: such a time is a unit error or a reset clock. */
const OLDEST = Date.UTC(2000, 0, 1);

export const isTooOld = (timestamp: number): boolean => timestamp < OLDEST;

/** Says so, and what it looks like. */
export function tooOld(timestamp: number): string {
  const asSeconds = timestamp * 1000;
  const hint =
    asSeconds >= OLDEST && asSeconds < Date.UTC(2100, 0, 1)
      ? `: it looks like seconds; send milliseconds (${asSeconds})`
      : ': check its unit and the producer’s clock';
  return `timestamp ${iso(timestamp)} lies before 2000-01-01${hint}`;
}

export function iso(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}
