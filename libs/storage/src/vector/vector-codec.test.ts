import { HeadroomError } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureVector } from './feature-vector.ts';
import { decodeVector, encodeVector } from './vector-codec.ts';

const bits = (values: Float64Array) => new BigUint64Array(values.slice().buffer);

const vector: fc.Arbitrary<FeatureVector> = fc.record({
  definitionHash: fc.stringMatching(/^[0-9a-f]{64}$/),
  serviceId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }),
  clusterId: fc.string({ maxLength: 128 }),
  bucketEnd: fc.nat(4_000_000_000_000),
  revision: fc.record({ partition: fc.nat(4096), offset: fc.maxSafeNat() }),
  open: fc.boolean(),
  values: fc.float64Array({ maxLength: 400 }),
});

const sample: FeatureVector = {
  definitionHash: 'a'.repeat(64),
  serviceId: 'svc-1',
  clusterId: 'eu',
  bucketEnd: 1_700_000_000_000,
  revision: { partition: 3, offset: 77 },
  open: true,
  values: Float64Array.of(1.5, -0, NaN, Infinity, Number.MIN_VALUE),
};

const refusal = (bytes: Uint8Array): HeadroomError => {
  try {
    decodeVector(bytes);
  } catch (error) {
    if (error instanceof HeadroomError) return error;
    throw error;
  }
  throw new Error('decoded');
};

describe('vector codec', () => {
  it('gives back every vector to the last bit, at any alignment', () => {
    fc.assert(
      fc.property(vector, fc.nat(7), (v, shift) => {
        const bytes = encodeVector(v);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        const back = decodeVector(moved.subarray(shift));
        expect({ ...back, values: null }).toEqual({ ...v, values: null });
        expect(bits(back.values)).toEqual(bits(v.values));
      }),
    );
  });

  it('keeps -0 and NaN', () => {
    expect(bits(decodeVector(encodeVector(sample)).values)).toEqual(bits(sample.values));
  });

  it('is zero-copy when the bytes are aligned and copies when they are not', () => {
    const bytes = encodeVector(sample);
    expect(decodeVector(bytes).values.buffer).toBe(bytes.buffer);
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    expect(decodeVector(moved.subarray(1)).values.buffer).not.toBe(moved.buffer);
  });

  it('refuses every truncation', () => {
    const bytes = encodeVector(sample);
    for (let n = 0; n < bytes.length; n++) {
      expect(refusal(bytes.subarray(0, n)).code).toBe('INVALID_DATA');
    }
  });

  it('refuses every single flipped bit', () => {
    const bytes = encodeVector(sample);
    for (let i = 0; i < bytes.length * 8; i++) {
      const damaged = bytes.slice();
      damaged[i >> 3] = (damaged[i >> 3] ?? 0) ^ (1 << (i & 7));
      expect(refusal(damaged).code).toBe('INVALID_DATA');
    }
  });

  it('refuses arbitrary bytes with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusal(bytes).code).toBe('INVALID_DATA');
      }),
    );
  });

  it('refuses what its fields cannot hold', () => {
    expect(() => encodeVector({ ...sample, bucketEnd: NaN })).toThrow(/bucketEnd/);
    expect(() => encodeVector({ ...sample, revision: { partition: -1, offset: 0 } })).toThrow(
      /revision\.partition/,
    );
    expect(() => encodeVector({ ...sample, serviceId: 'x'.repeat(70_000) })).toThrow(/serviceId/);
  });

  it('has the documented layout', () => {
    const bytes = encodeVector({ ...sample, values: Float64Array.of(2) });
    const view = new DataView(bytes.buffer);
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('HRV1');
    expect(view.getBigInt64(8, true)).toBe(1_700_000_000_000n);
    expect(view.getBigInt64(16, true)).toBe(77n);
    // 40 + 64 + 5 + 2 = 111, padded to 112.
    expect(bytes.length).toBe(120);
    expect(view.getFloat64(112, true)).toBe(2);
  });
});
