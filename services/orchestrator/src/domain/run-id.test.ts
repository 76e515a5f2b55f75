import { describe, expect, it } from 'vitest';
import { makeRunId } from './run-id.ts';

const time = Date.parse('2025-01-02T06:00:00Z');

describe('makeRunId', () => {
  it("has Airflow's form where there is a logical date", () => {
    expect(makeRunId('scheduled', { logicalDate: time, runAfter: 0 }, 'u')).toBe(
      'scheduled__2025-01-02T06:00:00+00:00',
    );
  });
  it('tells runs without one apart', () => {
    expect(makeRunId('manual', { logicalDate: null, runAfter: time + 5 }, '1f')).toBe(
      'manual__2025-01-02T06:00:00.005+00:00_1f',
    );
  });
});
