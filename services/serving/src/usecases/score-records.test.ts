import { ONLINE_VIEWS } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { encodeVector, MemoryOnlineStore } from '@headroom/storage';
import { describe, expect, it } from 'vitest';
import { buildFixture } from '../testing/built-model.ts';
import { clusterWindow, vector } from '../testing/vectors.ts';
import { explainService } from './explain-service.ts';
import { scoreRecords } from './score-records.ts';

const model = buildFixture('1', 0.5);
const RECORD = { cpu_utilization: 0.4, level: 0.4, scale: 0.1, cluster_cpu_mean: 0.9 };

describe('features in the request', () => {
  it('are scored, each row by itself', () => {
    expect(scoreRecords(model, [RECORD, { ...RECORD, level: null }], HOUR_MS)).toEqual([
      { prediction: 0.4 + 1.5 * 0.1, interval: null },
      { error: { code: 'NO_LEVEL', detail: expect.stringContaining('row 1 has no finite') } },
    ]);
  });

  it('have the interval of their service if they name it, else that of all', () => {
    const intervals = {
      coverage: 0.8,
      services: { 'svc-1': { lower: -9, upper: 9 } },
      pooled: { lower: -1, upper: 2 },
    };
    const fitted = buildFixture('1', 0.5, { bundle: { intervals } });
    expect(scoreRecords(fitted, [RECORD], null, 'svc-1')).toMatchObject([
      { interval: { lower: 0, upper: 1 } },
    ]);
    const [scored] = scoreRecords(fitted, [RECORD], null);
    expect(scored).toMatchObject({
      interval: {
        coverage: 0.8,
        lower: expect.closeTo(0.55 - 0.1, 12),
        upper: expect.closeTo(0.55 + 0.2, 12),
      },
    });
  });

  it.each([
    [
      'a column is missing',
      { level: 1, scale: 1, cpu_utilization: 1 },
      'rows.0 lacks cluster_cpu_mean',
    ],
    ['a column is unknown', { ...RECORD, x: 1 }, 'rows.0 has x, not in the signature'],
  ])('are refused where %s', (_, record, message) => {
    expect(() => scoreRecords(model, [record], null)).toThrow(message);
  });

  it('of another cadence are refused', () => {
    expect(() => scoreRecords(model, [RECORD], 300_000)).toThrow(
      expect.objectContaining({ code: 'CADENCE_MISMATCH' }),
    );
  });
});

describe('an explanation', () => {
  it('adds up to the prediction, the rest in one sum', async () => {
    const online = new MemoryOnlineStore();
    await online.write([
      {
        view: ONLINE_VIEWS.serviceVector,
        entity: 'svc-1',
        bucketEnd: 1,
        revision: 1,
        bytes: encodeVector(vector(2)),
      },
      {
        view: ONLINE_VIEWS.clusterWindows,
        entity: 'cluster-1',
        bucketEnd: 1,
        revision: 1,
        bytes: Buffer.from(JSON.stringify([clusterWindow(0, 0.9)])),
      },
    ]);
    const told = await explainService(model, 'svc-1', 20, online);
    // 10 of the 40 training rows have a mean cpu above 0.5.
    expect(told).toMatchObject({
      prediction: 0.4 + 1.5 * 0.1,
      base: expect.closeTo(0.4 + 0.75 * 0.1, 12),
      contributions: [
        { feature: 'cluster_cpu_mean', value: 0.9, contribution: expect.closeTo(0.075, 12) },
      ],
      other: 0,
    });
    const none = await explainService(model, 'svc-1', 0, online);
    expect(none).toMatchObject({ contributions: [], other: expect.closeTo(0.075, 12) });
  });
});
