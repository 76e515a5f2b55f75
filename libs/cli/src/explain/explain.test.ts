import type { ExplainedPrediction, PastVector } from '@headroom/contracts';
import { expect, it } from 'vitest';
import type { Service } from '../service.ts';
import { explainPrediction } from './explain-prediction.ts';
import { explanationLines } from './explanation-lines.ts';

const T = Date.UTC(2025, 0, 6, 12);
const ID = '0123456789abcdef0123456789abcdef';

const explained: ExplainedPrediction = {
  prediction: {
    prediction_id: ID,
    service_id: 'team/a:web',
    cluster_id: 'c',
    bucket_end: T,
    horizon_ms: 3_600_000,
    prediction: 0.55,
    interval: { coverage: 0.8, lower: 0.5, upper: 0.6 },
    provisional: true,
    model_name: 'm',
    model_version: '3',
    model_sha256: 'ab',
    definition_hash: 'e42a',
    arrival_seq: { partition: 2, offset: 71 },
    cluster_window_end: T - 3_600_000,
    cluster_window_version: 9,
  },
  computed_at: T + 1_000,
  shadow: false,
  hash: 'h1',
  recomputed: { prediction: 0.55, interval: null, hash: 'h1' },
  equal: true,
  inputs: {
    records: 170,
    newest_event_age_ms: 90_000,
    cluster_window_age_ms: 3_600_000,
    computed_after_ms: 1_000,
  },
  explanation: {
    base: 0.5,
    contributions: [
      { feature: 'cpu_lag_1h', value: 0.6, contribution: 0.06 },
      { feature: 'mem_lag_1h', value: null, contribution: -0.02 },
    ],
    other: 0.01,
  },
};
const past: PastVector = {
  service_id: 'team/a:web',
  cluster_id: 'c',
  bucket_end: T,
  arrival_seq: { partition: 2, offset: 71 },
  definition_hash: 'e42a',
  values: [1, null],
  newest_event: T - 90_000,
  records: 170,
  cluster_window: null,
};

/** Answers what it is given, by the schema, and notes what it was asked. */
const service = (asked: unknown[][], ...answers: unknown[]): Service => ({
  call: async (method, path, schema, body) => {
    asked.push([method, path, body]);
    return schema.parse(answers.shift());
  },
});

it('asks serving what it saw, the feature store for that, and serving to compare', async () => {
  const asked: unknown[][] = [];
  const services = {
    serving: service(asked, explained, explained),
    features: service(asked, past),
  };
  expect(await explainPrediction(services, ID, 7)).toEqual(explained);
  expect(asked).toEqual([
    ['GET', `/api/v1/kept-predictions/${ID}`, undefined],
    [
      'GET',
      `/api/v1/features/team%2Fa%3Aweb/past?bucket_end=${T}&partition=2&offset=71&window_end=${T - 3_600_000}&window_version=9`,
      undefined,
    ],
    ['POST', `/api/v1/kept-predictions/${ID}/explanation?top=7`, past],
  ]);
});

it('asks for no window where none was seen', async () => {
  const asked: unknown[][] = [];
  const { prediction } = explained;
  const unseen = { cluster_window_end: null, cluster_window_version: null };
  const kept = { ...explained, prediction: { ...prediction, ...unseen } };
  await explainPrediction(
    { serving: service(asked, kept, kept), features: service(asked, past) },
    ID,
    1,
  );
  expect(asked[1]?.[1]).toBe(
    `/api/v1/features/team%2Fa%3Aweb/past?bucket_end=${T}&partition=2&offset=71`,
  );
});

it('shows whether it is equal, what it saw and what moved it', () => {
  expect(explanationLines(explained)).toEqual([
    `Equal: made anew, prediction ${ID} is the same to the last bit.`,
    '',
    'service      team/a:web of cluster c, bucket that ended 2025-01-06 12:00:00, provisional',
    'model        m version 3, sha256 ab',
    'definitions  e42a',
    "inputs       170 records up to place 2/71, the newest 1.5 min before the bucket's end; version 9 of the cluster window that ended 60.0 min before",
    'predicted    0.55 (80 %: 0.5000 to 0.6000), at 2025-01-06 12:00:01',
    'anew         0.55',
    'hash         h1',
    'hash anew    h1',
    '',
    'what moved it  cpu       value',
    'base           +0.50000',
    'cpu_lag_1h     +0.06000  0.6',
    'mem_lag_1h     -0.02000  missing',
    'all others     +0.01000',
  ]);
  expect(explanationLines({ ...explained, equal: false, explanation: null })).toEqual([
    `NOT equal: made anew, prediction ${ID} comes out otherwise.`,
    ...explanationLines(explained).slice(1, 10),
  ]);
});
