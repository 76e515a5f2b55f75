import { describe, expect, it } from 'vitest';
import { observation } from '../testing/observations.ts';
import { SCALING } from '../testing/scaling.ts';
import { newServiceScaling, observe, type ServiceScaling } from './service-scaling.ts';

type Step = readonly [hour: number, offset: number, isOpen?: boolean];

/** What each step made: bucket hour, revision, f(inal) or p(rovisional). */
function play(steps: readonly Step[]): { scaling: ServiceScaling; made: string[] } {
  let scaling = newServiceScaling();
  const first = observation(0, 0).bucketEnd;
  const made = steps.map(([hour, offset, isOpen = true]) => {
    const next = observe(scaling, observation(hour, offset), isOpen, SCALING);
    scaling = next.scaling;
    return next.made
      .map(
        (one) =>
          `${(one.bucket_end - first) / 3_600_000}.${one.arrival_seq.offset}${one.provisional ? 'p' : 'f'}`,
      )
      .join(' ');
  });
  return { scaling, made };
}

describe('observe', () => {
  it('is provisional while a bucket is open, final in its last revision once the next one comes', () => {
    const { scaling, made } = play([
      [1, 1],
      [1, 2],
      [2, 3],
      [4, 4, false],
    ]);
    expect(made).toEqual(['1.1p', '1.2p', '1.2f 2.3p', '2.3f 4.4f']);
    expect(scaling.open).toBeNull();
    expect(scaling.version).toBe(4);
  });

  it('learns of a bucket once, whatever comes of it later, and of older revisions never', () => {
    const { scaling, made } = play([
      [2, 5],
      [2, 4],
      [1, 6],
      [2, 5],
      [3, 7, false],
      [3, 8, false],
      [3, 9],
    ]);
    expect(made).toEqual(['2.5p', '', '', '', '2.5f 3.7f', '', '']);
    expect(scaling.version).toBe(2);
    expect(scaling.closed.open.length).toBe(1);
  });

  it('provisional ones leave what was learned as it is', () => {
    const closed = play([[1, 1, false]]).scaling;
    const next = observe(closed, observation(2, 2), true, SCALING);
    expect(next.scaling.closed).toBe(closed.closed);
    const [made] = next.made;
    expect(made).toMatchObject({
      provisional: true,
      reason: 'REACTIVE',
      current_instances: 4,
      demand: 2,
      prediction_id: 'p-2',
      target_utilization: 0.9,
    });
  });

  it('recommends nothing where nobody knows the instances, and learns nothing', () => {
    const next = observe(newServiceScaling(), observation(1, 1, null), false, SCALING);
    expect(next.made).toMatchObject([
      { action: 'none', reason: 'NO_INSTANCES', instances: null, demand: null, risk: null },
    ]);
    expect(next.scaling.closed).toEqual(newServiceScaling().closed);
  });
});
