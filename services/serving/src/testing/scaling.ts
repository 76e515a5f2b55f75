import { DEFAULT_POLICY } from '@headroom/forecasting';
import type { RecommendRules } from '../usecases/recommend-scaling.ts';
import { CADENCE } from './fixture-model.ts';

export const SCALING: RecommendRules = {
  policy: { ...DEFAULT_POLICY, downAfter: 2 },
  cadenceMs: CADENCE,
  assumedInstances: null,
};
