import { DEFAULT_POLICY, decide, newScalingState } from '@headroom/forecasting';
import { describe, expect, it } from 'vitest';
import { recommendRules, settings } from './settings.ts';

const HOUR_MS = 3_600_000;
const policyOf = (given: Readonly<Record<string, string>>) =>
  recommendRules({ settings: settings.parse(given), cadenceMs: HOUR_MS }).policy;

describe('settings of recommendations', () => {
  it('are the replayed rule unless told otherwise', () => {
    expect(policyOf({})).toEqual(DEFAULT_POLICY);
  });

  it('keep a service under its target also while the forecast is not trusted', () => {
    for (const target of [0.1, 0.3, 0.5, 0.9, 1]) {
      const policy = policyOf({ HEADROOM_SERVING_TARGET_UTILIZATION: String(target) });
      const bucket = { end: HOUR_MS, instances: 10, demand: 6, forecast: 6 };
      const { decision } = decide(newScalingState(), bucket, policy, HOUR_MS);
      expect(decision.reason).toBe('reactive');
      expect(bucket.demand / decision.instances).toBeLessThan(target);
    }
  });

  it('refuse a minimum over the maximum, naming both', () => {
    const given = { HEADROOM_SERVING_MIN_INSTANCES: '5', HEADROOM_SERVING_MAX_INSTANCES: '4' };
    expect(settings.safeParse(given).error?.issues).toMatchObject([
      {
        path: ['HEADROOM_SERVING_MIN_INSTANCES'],
        message: 'is over HEADROOM_SERVING_MAX_INSTANCES',
      },
    ]);
  });
});
