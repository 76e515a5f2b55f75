import { iso, isTooOld } from './too-old.ts';

/** Behind the year 9999 a time has no RFC 3339 form, and neither database nor calendar features take it. */
const END = Date.UTC(10_000, 0, 1);

export const isTooLate = (timestamp: number): boolean => timestamp >= END;

/** Says so, and what it looks like. */
export function tooLate(timestamp: number): string {
  const unit = [
    { name: 'microseconds', factor: 1e3 },
    { name: 'nanoseconds', factor: 1e6 },
  ].find(
    ({ factor }) => !isTooOld(timestamp / factor) && timestamp / factor < Date.UTC(2100, 0, 1),
  );
  const hint = unit
    ? `it looks like ${unit.name}; send milliseconds (${Math.floor(timestamp / unit.factor)})`
    : 'check its unit and the producer’s clock';
  return `timestamp ${iso(timestamp)} lies behind the year 9999: ${hint}`;
}
