import { GateLimits, type GateReport } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { uniform } from '@headroom/statistics';
import { describe, expect, it } from 'vitest';
import type { ComparedRows } from './compare-errors.ts';
import { judgeGates, type GateEvidence } from './judge-gates.ts';

const SERVICES = ['a', 'b', 'c', 'd'];
const limits = GateLimits.parse({});
const challenger = { sha256: 'new', bytes: 1_000, latencyUs: 20, misfit: null };

/** Six days of four services; the challenger's errors are a multiple of the champion's, but for noise. */
function rows(ratioOf: (service: string) => number, seed = 1): ComparedRows {
  const random = uniform(seed);
  const all = SERVICES.flatMap((service) =>
    Array.from({ length: 150 }, (_, hour) => ({ service, time: hour * HOUR_MS })),
  );
  const champion = Float64Array.from(all, ({ time }) =>
    Math.abs(0.03 * (1 + Math.sin(time / HOUR_MS / 4)) * random()),
  );
  return {
    services: all.map(({ service }) => service),
    times: Float64Array.from(all, ({ time }) => time),
    champion,
    challenger: champion.map(
      (error, i) => error * ratioOf(all[i]?.service ?? '') * (0.8 + 0.4 * random()),
    ),
  };
}
const judge = (evidence: Partial<GateEvidence>): GateReport =>
  judgeGates({
    challenger,
    champion: { sha256: 'old', rows: rows(() => 0.9) },
    limits,
    random: uniform(7),
    ...evidence,
  });
const against = (compared: ComparedRows, sha256 = 'old') =>
  judge({ champion: { sha256, rows: compared } });
const statusOf = ({ gates }: GateReport, gate: string) =>
  gates.find((one) => one.gate === gate)?.status;

describe('the gates before a challenger', () => {
  it('open to one that is better by the margin, surely, and no worse anywhere', () => {
    const report = against(rows(() => 0.9));
    expect(report).toMatchObject({ passed: true, rows: 600 });
    expect(report.gates.map(({ gate, status }) => [gate, status])).toEqual([
      ['signature', 'passed'],
      ['size', 'passed'],
      ['latency', 'passed'],
      ['better', 'passed'],
      ['services', 'passed'],
    ]);
    expect((report.challenger_mae ?? 1) / (report.champion_mae ?? 1)).toBeCloseTo(0.9, 1);
  });

  it('stay shut before an equal one, and say so of the same model again', () => {
    const passed = Array.from({ length: 40 }, (_, seed) => against(rows(() => 1, seed)).passed);
    expect(passed.filter(Boolean)).toEqual([]);
    const same = rows(() => 1);
    const report = against({ ...same, challenger: same.champion }, 'new');
    expect(report.passed).toBe(false);
    expect(report.gates.find(({ gate }) => gate === 'better')?.message).toMatch(/own model again/);
  });

  it('stay shut before one that is better over all and far worse for one service', () => {
    const report = against(rows((service) => (service === 'c' ? 1.5 : 0.6)));
    expect(statusOf(report, 'better')).toBe('passed');
    expect(statusOf(report, 'services')).toBe('failed');
    expect(report.passed).toBe(false);
    expect(report.gates.at(-1)?.message).toMatch(/^c: MAE 1\.5\d × the champion's/);
  });

  it('stay shut before one too large or too slow', () => {
    expect(statusOf(judge({ challenger: { ...challenger, bytes: 2 ** 30 } }), 'size')).toBe(
      'failed',
    );
    const slow = judge({ challenger: { ...challenger, latencyUs: 9_000 } });
    expect(statusOf(slow, 'latency')).toBe('failed');
    expect(slow.passed).toBe(false);
  });

  it('stay shut before one of other features; what cannot be compared is skipped', () => {
    const misfit = 'it was trained on definitions x';
    const report = judge({ challenger: { ...challenger, misfit } });
    expect(report.passed).toBe(false);
    expect(statusOf(report, 'signature')).toBe('failed');
    expect(statusOf(report, 'better')).toBe('skipped');
  });

  it('skip the comparison without a champion that can be scored, and say why', () => {
    const report = judge({ champion: 'there is no champion yet' });
    expect(report).toMatchObject({ passed: true, rows: 0, champion_mae: null });
    expect(report.gates.filter(({ status }) => status === 'skipped')).toMatchObject([
      { message: 'better is not judged: there is no champion yet' },
      { message: 'services is not judged: there is no champion yet' },
    ]);
  });

  it('give the same verdict for the same seed', () => {
    expect(against(rows(() => 0.97))).toEqual(against(rows(() => 0.97)));
  });
});
