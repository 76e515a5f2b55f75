import { DAY_MS, HOUR_MS, LateRule, MINUTE_MS } from '@headroom/feature-engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { T0, validated } from '../testing/validated-log.ts';
import { admitBatch, type Admission, type ArrivedRecord } from './admit-batch.ts';
import type { KnownArrival } from './raw-record.ts';

const C = HOUR_MS;
const nobody = () => -Infinity;

const arrived = (offset: number, hours: number, over = {}): ArrivedRecord => ({
  record: validated({ raw_id: `r${offset}`, timestamp: T0 + hours * HOUR_MS, ...over }),
  arrival: { partition: 0, offset },
  ingestedAt: T0,
});

const kinds = (admissions: readonly Admission[]) => admissions.map(({ kind }) => kind);

describe('admitBatch', () => {
  it('takes a record as late when it lies over two cadences behind the newest, and no earlier', () => {
    const records = [arrived(0, 10), arrived(1, 8), arrived(2, 7.99), arrived(3, 9)];
    expect(kinds(admitBatch(records, new Map(), nobody, C))).toEqual([
      'in_time',
      'in_time',
      'late',
      'in_time',
    ]);
  });

  it('goes on from what the service was at before the batch', () => {
    const newestOf = (service: string) => (service === 'svc-1' ? T0 + 10 * HOUR_MS : -Infinity);
    const records = [arrived(0, 7), arrived(1, 7, { service_id: 'svc-2' })];
    expect(kinds(admitBatch(records, new Map(), newestOf, C))).toEqual(['late', 'in_time']);
  });

  it('refuses a leap of over 30 days by an event clock, and goes on as if it had not been', () => {
    const leap = 30 * 24 + 0.1;
    const records = [arrived(0, 0), arrived(1, leap), arrived(2, 1), arrived(3, 30 * 24)];
    const admissions = admitBatch(records, new Map(), nobody, C);
    expect(kinds(admissions)).toEqual(['in_time', 'future_jump', 'in_time', 'in_time']);
    expect(admissions[1]).toMatchObject({
      refused: { rawId: 'r1', source: 'headroom/generation#1' },
      message: expect.stringContaining('timestamp 2025-02-05T00:06:00.000Z of svc-1'),
    });
    const wall = records.map((r) => ({ ...r, record: { ...r.record, clock: 'wall' as const } }));
    expect(kinds(admitBatch(wall, new Map(), nobody, C))[1]).toBe('in_time');
  });

  it('a first record is free, wherever its clock stands', () => {
    const records = [arrived(0, 24 * 365 * 10)];
    expect(kinds(admitBatch(records, new Map(), nobody, C))).toEqual(['in_time']);
  });

  it('the same raw id is used again at its first arrival and skipped at any other', () => {
    const known = new Map<string, KnownArrival>([
      ['r0', { arrival: { partition: 0, offset: 0 }, late: false, admitted: null }],
      ['r1', { arrival: { partition: 0, offset: 99 }, late: false, admitted: null }],
      ['r2', { arrival: { partition: 1, offset: 2 }, late: false, admitted: null }],
    ]);
    const records = [0, 1, 2, 3].map((i) => arrived(i, i));
    const again = {
      record: records[3]?.record ?? validated(),
      arrival: { partition: 0, offset: 4 },
      ingestedAt: T0,
    };
    const admissions = admitBatch([...records, again], known, nobody, C);
    expect(kinds(admissions)).toEqual([
      'in_time',
      'duplicate',
      'duplicate',
      'in_time',
      'duplicate',
    ]);
    expect(admissions.map((a) => 'isNew' in a && a.isNew)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it('the flag of the first arrival stands, even where the rule would say otherwise', () => {
    const known = new Map([
      ['r1', { arrival: { partition: 0, offset: 1 }, late: true, admitted: null }],
    ]);
    const admissions = admitBatch(
      [arrived(0, 0), arrived(1, 50), arrived(2, -1)],
      known,
      nobody,
      C,
    );
    expect(kinds(admissions)).toEqual(['in_time', 'late', 'in_time']);
  });

  it('a backfill admits a late record once, wherever its copy first arrives', () => {
    const known = new Map<string, KnownArrival>([
      ['r0', { arrival: { partition: 0, offset: 0 }, late: true, admitted: null }],
      ['r1', { arrival: { partition: 0, offset: 1 }, late: true, admitted: 6 }],
      ['r2', { arrival: { partition: 0, offset: 2 }, late: true, admitted: 3 }],
      ['r3', { arrival: { partition: 0, offset: 3 }, late: false, admitted: null }],
    ]);
    const again = (rawId: string, offset: number) =>
      arrived(offset, 1, { raw_id: rawId, backfill: 'b' });
    const records = [
      again('r0', 5),
      again('r1', 6),
      again('r2', 7),
      again('r3', 8),
      again('r0', 9),
      again('unknown', 10),
    ];
    const admissions = admitBatch(records, known, () => T0, C);
    expect(kinds(admissions)).toEqual([
      'admitted',
      'admitted',
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
    expect(admissions.map((a) => 'isNew' in a && a.isNew)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(admissions[0]).toMatchObject({
      newest: T0,
      raw: { arrival: { offset: 0 }, late: true, admitted: { offset: 5, ingestedAt: T0 } },
    });
  });

  const steps = fc.array(
    fc.record({
      minutes: fc.integer({ min: -400, max: 200 }),
      service: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 60 },
  );

  function recordsOf(drafts: readonly { minutes: number; service: string }[]): ArrivedRecord[] {
    const newest = new Map<string, number>();
    return drafts.map(({ minutes, service }, offset) => {
      const timestamp = (newest.get(service) ?? T0) + minutes * MINUTE_MS;
      newest.set(service, Math.max(timestamp, newest.get(service) ?? -Infinity));
      return arrived(offset, (timestamp - T0) / HOUR_MS, { service_id: service, timestamp });
    });
  }

  it("judges late as the engine's rule does", () => {
    fc.assert(
      fc.property(steps, (drafts) => {
        const records = recordsOf(drafts);
        const rules = new Map(['a', 'b'].map((id) => [id, new LateRule(C)]));
        const expected = records.map(({ record }) =>
          rules.get(record.service_id)?.isLate(record.timestamp) ? 'late' : 'in_time',
        );
        expect(kinds(admitBatch(records, new Map(), nobody, C))).toEqual(expected);
      }),
    );
  });

  it('judges alike however the log is cut into batches and replayed', () => {
    fc.assert(
      fc.property(steps, fc.nat(60), fc.nat(60), (drafts, cut, back) => {
        const records = recordsOf(drafts);
        const whole = admitBatch(records, new Map(), nobody, C);
        const before = whole.slice(0, cut);
        // A replay from `back` on, when everything before the cut is stored.
        const from = Math.min(back, cut);
        const known = new Map(
          before.flatMap((a) =>
            'raw' in a
              ? [
                  [
                    a.raw.rawId,
                    { arrival: a.raw.arrival, late: a.raw.late, admitted: null },
                  ] as const,
                ]
              : [],
          ),
        );
        const newestOf = (service: string) =>
          whole
            .slice(0, from)
            .reduce(
              (max, a) =>
                a.kind === 'in_time' && a.raw.serviceId === service
                  ? Math.max(max, a.raw.timestamp)
                  : max,
              -Infinity,
            );
        const replayed = admitBatch(records.slice(from), known, newestOf, C);
        expect(kinds(replayed)).toEqual(kinds(whole.slice(from)));
        expect(replayed.map((a) => 'newest' in a && a.newest)).toEqual(
          whole.slice(from).map((a) => 'newest' in a && a.newest),
        );
      }),
    );
  });

  it('a gap of exactly 30 days is no leap', () => {
    const records = [arrived(0, 0), arrived(1, (30 * DAY_MS) / HOUR_MS)];
    expect(kinds(admitBatch(records, new Map(), nobody, C))).toEqual(['in_time', 'in_time']);
  });
});
