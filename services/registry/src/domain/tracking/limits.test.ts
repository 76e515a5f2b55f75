import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../mlflow-error.ts';
import { checkedBatch, checkRunId } from './batch.ts';
import { checkDatasetInput } from './dataset.ts';
import { checkArtifactLocation, experimentIdOf, isPossibleId } from './experiment.ts';
import { checkedParam, checkedTag } from './key-values.ts';
import { checkMetric, keptValue } from './metric.ts';
import { runNameOf } from './run-name.ts';
import { checkMaxResults, stagesOf } from './view.ts';

const metric = { key: 'm', value: 1, timestamp: 1, step: 0 };
const many = <T>(count: number, item: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => item(i));
const pair = (i: number) => ({ key: `k${i}`, value: 'v' });
const nothing = { metrics: [], params: [], tags: [] };

describe('a batch', () => {
  it('takes what the limits allow', () => {
    const batch = {
      metrics: many(800, () => metric),
      params: many(100, pair),
      tags: many(100, pair),
    };
    expect(checkedBatch('r', batch)).toEqual(batch);
  });

  it.each([
    [{ ...nothing, metrics: many(1001, () => metric) }, 'at most 1000 metrics. Got 1001 metrics'],
    [{ ...nothing, params: many(101, pair) }, 'at most 100 params. Got 101 params'],
    [{ ...nothing, tags: many(101, pair) }, 'at most 100 tags. Got 101 tags'],
    [
      { metrics: many(950, () => metric), params: [], tags: many(51, pair) },
      'Got 1001 metrics, params, and tags',
    ],
    [
      { ...nothing, params: [pair(1), pair(2), pair(1)] },
      "Duplicate parameter keys have been submitted: ['k1']",
    ],
    [
      { ...nothing, metrics: [metric, { ...metric, key: '../m' }] },
      "for parameter 'metrics[1].name' supplied",
    ],
    [
      { ...nothing, tags: [{ key: 'k'.repeat(251), value: '' }] },
      "'tags[0].key' exceeds the maximum length of 250",
    ],
  ])('refuses more, and names what is wrong (%#)', (batch, message) => {
    expect(() => checkedBatch('r', batch)).toThrow(message);
  });

  it('knows the ids that a run can have', () => {
    expect(() => checkRunId('a1_-')).not.toThrow();
    for (const id of ['', 'a b', '../x', '-a', 'a'.repeat(257)]) {
      expect(() => checkRunId(id)).toThrow(MlflowError);
    }
  });
});

describe('a metric', () => {
  it.each(['a', 'a/b c', 'x:y-z_1.2', 'é'])('may be called %s', (key) => {
    expect(() => checkMetric({ ...metric, key })).not.toThrow();
  });

  it.each(['', '.', '..', '/a', 'a/', 'a//b', 'a/../b', 'a\\b', 'a$', 'a\n'])(
    'may not be called %j',
    (key) => {
      expect(() => checkMetric({ ...metric, key })).toThrow(MlflowError);
    },
  );

  it('has a time from 1970 on, and no infinity', () => {
    expect(() => checkMetric({ ...metric, timestamp: -1 })).toThrow(
      "Invalid value -1 for parameter 'timestamp' supplied: metric 'm' (value=1.0). Timestamp must be a nonnegative long",
    );
    fc.assert(fc.property(fc.double(), (value) => Math.abs(keptValue(value)) !== Infinity));
    expect(keptValue(NaN)).toBeNaN();
  });
});

describe('params and tags', () => {
  it('are cut to their limits, by code points', () => {
    expect(checkedParam({ key: 'p', value: '😀'.repeat(6_001) }).value).toBe('😀'.repeat(6_000));
    expect(checkedTag({ key: 't', value: 'x'.repeat(8_001) }).value).toHaveLength(8_000);
    expect(() => checkedParam({ key: 'k'.repeat(251), value: '' })).toThrow("'Param key' exceeds");
  });
});

describe('an experiment', () => {
  it('has an integer for its id', () => {
    expect([experimentIdOf(''), experimentIdOf(' +7 '), experimentIdOf('007')]).toEqual([
      '0',
      '7',
      '7',
    ]);
    expect(() => experimentIdOf('1.5')).toThrow("Invalid experiment ID '1.5'");
    expect([isPossibleId('9223372036854775807'), isPossibleId('9223372036854775808')]).toEqual([
      true,
      false,
    ]);
  });

  it.each(['runs:/x', 's3://b/x#a', 's3://b/x;a', `s3://${'x'.repeat(2_050)}`])(
    'keeps no artifacts at %s',
    (location) => {
      expect(() => checkArtifactLocation(location)).toThrow(MlflowError);
    },
  );
});

it('a run is named by argument or tag, else by chance', () => {
  const tags = [{ key: 'mlflow.runName', value: 'tag' }];
  expect([runNameOf('', tags, Math.random), runNameOf('own', [], Math.random)]).toEqual([
    'tag',
    'own',
  ]);
  expect(runNameOf('', [], () => 0.999999)).toMatch(/^wise-yak-999$/);
  expect(() => runNameOf('own', tags, Math.random)).toThrow(
    "(run_name='own', mlflow.runName='tag')",
  );
});

it('a dataset has bounds', () => {
  const dataset = {
    name: 'n',
    digest: 'd',
    source_type: 't',
    source: 's',
    schema: '',
    profile: '',
  };
  expect(() => checkDatasetInput({ tags: [], dataset })).not.toThrow();
  expect(() =>
    checkDatasetInput({ tags: [], dataset: { ...dataset, digest: 'd'.repeat(37) } }),
  ).toThrow("'digest'");
  expect(() =>
    checkDatasetInput({ tags: [{ key: 'k', value: 'v'.repeat(501) }], dataset }),
  ).toThrow("'value'");
});

it('a view is active runs unless told, and a page has a size', () => {
  expect([stagesOf(undefined), stagesOf('ALL')]).toEqual([['active'], ['active', 'deleted']]);
  for (const count of [0, -1, 50_001]) expect(() => checkMaxResults(count)).toThrow(MlflowError);
});
