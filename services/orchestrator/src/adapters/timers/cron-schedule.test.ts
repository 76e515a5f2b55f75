import { describe, expect, it } from 'vitest';
import { cronSchedule } from './cron-schedule.ts';

const at = (time: string) => Date.parse(time);
const schedule = cronSchedule('0 */6 * * *');

describe('cronSchedule', () => {
  it.each([
    ['2025-01-01T05:59:59.999Z', '2025-01-01T06:00:00Z'],
    ['2025-01-01T06:00:00Z', '2025-01-01T12:00:00Z'],
    ['2025-12-31T18:00:00.500Z', '2026-01-01T00:00:00Z'],
  ])('fires after %s at %s', (after, fire) => {
    expect(schedule.next(at(after))).toBe(at(fire));
  });

  it.each([
    ['2025-01-01T05:59:59.999Z', '2025-01-01T00:00:00Z'],
    ['2025-01-01T06:00:00Z', '2025-01-01T06:00:00Z'],
    ['2025-01-01T06:00:00.001Z', '2025-01-01T06:00:00Z'],
    ['2025-01-01T11:59:59.999Z', '2025-01-01T06:00:00Z'],
  ])('has fired up to %s at last at %s', (upTo, fire) => {
    expect(schedule.last(at(upTo))).toBe(at(fire));
  });

  it('refuses what is no cron expression', () => {
    expect(() => cronSchedule('every six hours')).toThrow();
  });
});
