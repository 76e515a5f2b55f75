import type { LiveError } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { liveErrorLines } from './live-error-lines.ts';

const judged = (service_id: string | null, over: Partial<LiveError> = {}): LiveError => ({
  model_name: 'lightgbm',
  model_version: '7',
  alias: 'champion',
  service_id,
  state: 'within',
  as_of: Date.UTC(2025, 0, 6, 12),
  window_ms: 86_400_000,
  rows: 240,
  mae: 0.0412,
  relative_mae: 0.8,
  bound: 1.14,
  confidence: 0,
  ...over,
});
const silent = { state: 'too_few', rows: 0, mae: null, relative_mae: null } as const;

it('shows a model over all services, then its services, the worst first', () => {
  const challenger = judged(null, { alias: 'challenger', model_version: '8', ...silent });
  const bad = judged('b', { relative_mae: 1.5, state: 'breached' });
  expect(liveErrorLines([judged('a'), challenger, bad, judged(null)])).toEqual([
    'model     version  as          service  state     rows  MAE     of persistence  bound  up to',
    'lightgbm  7        champion    (all)    within    240   0.0412  0.800           1.140  2025-01-06 12:00:00',
    'lightgbm  7        champion    b        breached  240   0.0412  1.500           1.140  2025-01-06 12:00:00',
    'lightgbm  7        champion    a        within    240   0.0412  0.800           1.140  2025-01-06 12:00:00',
    'lightgbm  8        challenger  (all)    too few   0                             1.140',
    expect.stringContaining('last 24 hours'),
  ]);
});

it('says what is missing where there is nothing', () => {
  expect(liveErrorLines([])).toEqual([expect.stringContaining('Nothing is known yet')]);
});
