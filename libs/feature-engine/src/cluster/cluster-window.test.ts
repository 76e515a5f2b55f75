import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterBucket } from '../index.ts';
import { ClusterWindow, MINUTE_MS } from '../index.ts';

const C = MINUTE_MS;
const END = Date.UTC(2025, 5, 1, 12);
const bucket = (serviceId: string, minute: number, cpu: number, mem = NaN, req = NaN) => ({
  serviceId,
  end: END - minute * C,
  cpu,
  mem,
  req,
});
const valuesOf = (buckets: readonly ClusterBucket[]): number[] => {
  const window = new ClusterWindow(END, C);
  for (const each of buckets) window.put(each);
  return [...window.values()];
};

describe('cluster window', () => {
  it('takes each service by its latest bucket', () => {
    const buckets = [
      bucket('b', 0, 0.5, 0.1, 10),
      bucket('a', 3, 0.9, 0.9, 90),
      bucket('a', 1, 0.3, 0.3, 30),
    ];
    expect(valuesOf(buckets)).toEqual([(0.3 + 0.5) / 2, 0.5, (0.3 + 0.1) / 2, 40, 2]);
  });

  it('never falls back to an earlier bucket for a missing value, nor to zero', () => {
    expect(valuesOf([bucket('a', 3, 0.9, 0.9, 90), bucket('a', 1, NaN)])).toEqual([
      ...[NaN, NaN, NaN, NaN],
      1,
    ]);
    expect(valuesOf([bucket('a', 1, NaN), bucket('b', 1, 0.2, NaN, 5)])).toEqual([
      ...[0.2, 0.2, NaN, 5],
      2,
    ]);
  });

  it('replaces a bucket by its next state and gives up one that left the cluster', () => {
    const window = new ClusterWindow(END, C);
    window.put(bucket('a', 1, 0.2));
    window.put(bucket('a', 0, 0.4));
    window.put(bucket('a', 0, 0.6));
    expect(window.values()[0]).toBe(0.6);
    window.remove('a', END);
    expect(window.values()[0]).toBe(0.2);
    window.remove('a', END - C);
    expect([...window.values()]).toEqual([NaN, NaN, NaN, NaN, 0]);
  });

  it('refuses a bucket of another window', () => {
    expect(() => valuesOf([bucket('a', 5, 0.1)])).toThrow(/cluster window that ends at/);
  });

  it('has the same bits in whatever order its buckets arrive', () => {
    const some = fc.uniqueArray(
      fc.record({
        serviceId: fc.constantFrom('a', 'b', 'c', 'd'),
        minute: fc.nat(4),
        cpu: fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 1 })),
        req: fc.double({ min: 0, max: 1e6 }),
      }),
      { selector: ({ serviceId, minute }) => `${serviceId}${minute}` },
    );
    fc.assert(
      fc.property(some, (drafts) => {
        const buckets = drafts.map((d) => bucket(d.serviceId, d.minute, d.cpu, NaN, d.req));
        expect(valuesOf(buckets.toReversed())).toEqual(valuesOf(buckets));
      }),
    );
  });
});
