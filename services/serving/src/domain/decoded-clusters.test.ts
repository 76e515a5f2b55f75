import { describe, expect, it } from 'vitest';
import { CADENCE } from '../testing/fixture-model.ts';
import { clusterWindow, T0 } from '../testing/vectors.ts';
import { DecodedClusters } from './decoded-clusters.ts';

const guard = { bucketEnd: T0, revision: 3 };
const value = { ...guard, bytes: Buffer.from(JSON.stringify([clusterWindow(0, 0.2)])) };

describe('decoded windows of clusters', () => {
  it('are kept for their guard and cadence', () => {
    const decoded = new DecodedClusters();
    const view = decoded.keep('c', value, CADENCE);
    expect(view.seenAt(T0 + 3_600_000)?.values[0]).toBe(0.2);
    expect(decoded.kept('c', guard, CADENCE)).toBe(view);
    expect(decoded.kept('c', { ...guard, revision: 4 }, CADENCE)).toBeUndefined();
    expect(decoded.kept('c', { ...guard, bucketEnd: T0 + 1 }, CADENCE)).toBeUndefined();
    expect(decoded.kept('c', guard, CADENCE / 12)).toBeUndefined();
    expect(decoded.kept('d', guard, CADENCE)).toBeUndefined();
    const next = decoded.keep('c', { ...value, revision: 4 }, CADENCE);
    expect(decoded.kept('c', { ...guard, revision: 4 }, CADENCE)).toBe(next);
  });

  it('are forgotten beyond so many clusters', () => {
    const decoded = new DecodedClusters();
    decoded.keep('first', value, CADENCE);
    for (let i = 0; i < 255; i++) decoded.keep(`c${i}`, value, CADENCE);
    expect(decoded.has('first')).toBe(true);
    decoded.keep('one more', value, CADENCE);
    expect(decoded.has('first')).toBe(false);
    expect(decoded.has('c0')).toBe(true);
  });
});
