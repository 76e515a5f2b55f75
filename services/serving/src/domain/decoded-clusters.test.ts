import { describe, expect, it } from 'vitest';
import { CADENCE } from '../testing/fixture-model.ts';
import { clusterWindow, T0 } from '../testing/vectors.ts';
import { DecodedClusters } from './decoded-clusters.ts';

const NOW = T0 + 3_600_000;
const bytesOf = (cpu: number) => Buffer.from(JSON.stringify([clusterWindow(0, cpu)]));

describe('decoded windows of clusters', () => {
  it('are decoded once while the bytes are the same, and anew when they change', () => {
    const decoded = new DecodedClusters();
    const first = decoded.view('c', bytesOf(0.2), CADENCE);
    expect(decoded.view('c', bytesOf(0.2), CADENCE)).toBe(first);
    const changed = decoded.view('c', bytesOf(0.3), CADENCE);
    expect(changed.seenAt(NOW)?.values[0]).toBe(0.3);
    expect(decoded.view('c', bytesOf(0.2), CADENCE).seenAt(NOW)?.values[0]).toBe(0.2);
    const hourly = decoded.view('d', bytesOf(0.2), CADENCE);
    expect(decoded.view('d', bytesOf(0.2), CADENCE / 12)).not.toBe(hourly);
  });

  it('are forgotten beyond so many clusters', () => {
    const decoded = new DecodedClusters();
    const first = decoded.view('first', bytesOf(0.2), CADENCE);
    for (let i = 0; i < 256; i++) decoded.view(`c${i}`, bytesOf(0.2), CADENCE);
    expect(decoded.view('first', bytesOf(0.2), CADENCE)).not.toBe(first);
  });
});
