import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRecord } from './judge-record.ts';

const origin = { rawId: 'r1', source: 'headroom/http', clock: 'wall' } as const;
const now = Date.UTC(2026, 0, 1);

describe('judgeRecord', () => {
  it('normalises time, cluster, scaling event and missing metrics', () => {
    const verdict = judgeRecord(
      { timestamp: '2026-01-01T01:00:00+01:00', service_id: 'a', cpu_utilization: 0.5 },
      origin,
      now,
    );
    expect(verdict).toEqual({
      kind: 'valid',
      record: {
        raw_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        timestamp: now,
        service_id: 'a',
        cluster_id: 'default',
        cpu_utilization: 0.5,
        memory_utilization: null,
        network_io_mbps: null,
        disk_io_mbps: null,
        request_rate: null,
        latency_p95_ms: null,
        error_rate: null,
        instance_count: null,
        scaling_event: 'none',
        source: 'headroom/http',
        clock: 'wall',
      },
    });
  });

  it.each([
    ['TOO_OLD', 946_684_799_999, 'before 2000-01-01'],
    ['TOO_OLD', 1_767_225_600, 'it looks like seconds'],
    ['TOO_FAR_AHEAD', now + 300_001, '300 s are allowed'],
    ['BAD_TIMESTAMP', Number.POSITIVE_INFINITY, 'epoch milliseconds'],
    ['BAD_TIMESTAMP', Date.UTC(10_000, 0, 1), 'behind the year 9999: check its unit'],
    ['BAD_TIMESTAMP', now * 1e3, `it looks like microseconds; send milliseconds (${now})`],
    ['BAD_TIMESTAMP', now * 1e6, `it looks like nanoseconds; send milliseconds (${now})`],
  ])('rejects with %s', (reason, timestamp, hint) => {
    const verdict = judgeRecord({ timestamp, service_id: 'a' }, origin, now);
    expect(verdict).toMatchObject({ kind: 'rejected', reason, field: 'timestamp' });
    expect(verdict.kind === 'rejected' && verdict.message).toContain(hint);
  });

  it.each([
    ['ce_id', { rawId: 'a'.repeat(513) }, '513 characters, allowed are 512'],
    ['ce_id', { rawId: 'a\0b' }, 'ce_id "a\\u0000b" holds a NUL character'],
    ['ce_source', { source: 'a'.repeat(513) }, '513 characters, allowed are 512'],
    ['ce_source', { source: '\0' }, 'holds a NUL character'],
  ])('rejects a %s that cannot be stored', (field, over, hint) => {
    const verdict = judgeRecord({ timestamp: now, service_id: 'a' }, { ...origin, ...over }, now);
    expect(verdict).toMatchObject({ kind: 'rejected', reason: 'OUT_OF_BOUNDS', field });
    expect(verdict.kind === 'rejected' && verdict.message).toContain(hint);
  });

  it('tells records of two producers apart that count alike, and knows a repeated one', () => {
    const idOf = (source: string, rawId: string) => {
      const verdict = judgeRecord(
        { timestamp: now, service_id: 'a' },
        { ...origin, source, rawId },
        now,
      );
      return verdict.kind === 'valid' ? verdict.record.raw_id : null;
    };
    expect(idOf('team-a', '1')).toBe(idOf('team-a', '1'));
    expect(new Set([idOf('team-a', '1'), idOf('team-b', '1'), idOf('team-a', '2')]).size).toBe(3);
  });

  it('takes ids up to the bound', () => {
    const longest = { rawId: 'a'.repeat(512), source: 'b'.repeat(512) };
    const verdict = judgeRecord(
      { timestamp: now, service_id: 'a' },
      { ...origin, ...longest },
      now,
    );
    expect(verdict.kind).toBe('valid');
  });

  it.each(['event', 'wall'] as const)('accepts no time that has no RFC 3339 form (%s)', (clock) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (timestamp) => {
        const verdict = judgeRecord({ timestamp, service_id: 'a' }, { ...origin, clock }, now);
        if (verdict.kind === 'rejected') return;
        expect(new Date(verdict.record.timestamp).toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });

  it('lets a source on its own event clock run ahead of the wall clock', () => {
    const ahead = { timestamp: now + 86_400_000, service_id: 'a' };
    expect(judgeRecord(ahead, { ...origin, clock: 'event' }, now).kind).toBe('valid');
  });

  it('reads any instant the same from epoch ms and from RFC 3339', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0, 1), max: now }), (t) => {
        const both = [t, new Date(t).toISOString()].map((timestamp) =>
          judgeRecord({ timestamp, service_id: 'a' }, origin, now),
        );
        expect(both[0]).toEqual(both[1]);
        expect(both[0]).toMatchObject({ kind: 'valid', record: { timestamp: t } });
      }),
    );
  });
});
