import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildFixture } from '../testing/built-model.ts';
import { vector } from '../testing/vectors.ts';
import { decodePrediction, newestOfEach, onlineEntry } from './online-predictions.ts';
import { predictionOf } from './prediction.ts';

const model = buildFixture('1', 0.5);
const prediction = (serviceId: string, hour: number, offset: number) => ({
  made: predictionOf(
    model,
    vector(hour, { serviceId, revision: { partition: 0, offset } }),
    null,
    0.5,
  ),
  computedAt: 7,
});

describe('online predictions', () => {
  it('survive their bytes; what a release before wrote otherwise is no prediction', () => {
    const one = prediction('a', 1, 2);
    expect(decodePrediction(onlineEntry(one).bytes)).toEqual(one);
    expect(decodePrediction(Buffer.from('{"made":{}}'))).toBeNull();
  });

  it('are of the newest revision of the newest bucket, in whatever order they come', () => {
    const some = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b'), hour: fc.nat(3), offset: fc.nat(9) }),
      { selector: ({ id, hour, offset }) => `${id}${hour}${offset}` },
    );
    fc.assert(
      fc.property(some, (drafts) => {
        const all = drafts.map(({ id, hour, offset }) => prediction(id, hour, offset));
        const ranked = all.toSorted(
          ({ made: x }, { made: y }) =>
            x.bucket_end - y.bucket_end || x.arrival_seq.offset - y.arrival_seq.offset,
        );
        const newest = new Map(ranked.map((one) => [one.made.service_id, one]));
        const found = newestOfEach(all);
        expect(new Map(found.map((one) => [one.made.service_id, one]))).toEqual(newest);
        expect(found.length).toBe(newest.size);
      }),
    );
  });
});
