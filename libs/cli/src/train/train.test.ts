import { describe, expect, it } from 'vitest';
import type { ServerSentEvent } from '../adapters/server-sent-events.ts';
import type { Service } from '../service.ts';
import { trainLines } from './outcome-lines.ts';
import { trainConf } from './train-conf.ts';
import { trainModels } from './train-models.ts';

describe('trainConf', () => {
  const conf = (models: string[], set: string[] = []) =>
    trainConf({ models, set, seed: undefined, source: undefined });

  it('sets a parameter of every model that is trained, or of one by its name', () => {
    expect(conf(['lightgbm', 'xgboost'], ['learning_rate=0.1', 'xgboost.max_depth=6'])).toEqual({
      models: ['lightgbm', 'xgboost'],
      params: { lightgbm: { learning_rate: 0.1 }, xgboost: { learning_rate: 0.1, max_depth: 6 } },
    });
    expect(conf(['lightgbm'], ['zero_as_missing=true', 'a=b=c']).params).toEqual({
      lightgbm: { zero_as_missing: true, a: 'b=c' },
    });
  });

  it('trains all without a model named', () => {
    expect(conf([]).models).toHaveLength(5);
  });

  it.each([
    [['svm'], [], /--model svm: there are xgboost, lightgbm/],
    [['gru'], ['units'], /--set units: give name=value/],
    [['gru'], ['lstm.units=4'], /lstm is not among the models to train/],
  ])('refuses %s with %s', (models, set, message) => {
    expect(() => conf(models, set)).toThrow(message);
  });
});

const split = { rows: 9, mae: 0.0412, rmse: 0.06, r2: 0.9, mase: null, relative_mae: 0.81 };
const file = { uri: 'f', sha256: 'a'.repeat(64), bytes: 1 };
const whole = { ...split, seasonal_relative_mae: null, seasonal_rows: 0 };
const trained = {
  ...{ algorithm: 'lightgbm', bundle: file, model_file: file, predictions: file, params: {} },
  ...{ metrics: { train: whole, validation: whole, test: whole }, per_service: {}, seconds: 3.21 },
  ...{ peak_memory_bytes: 1, library: 'lightgbm 4' },
};

/** The orchestrator as far as the command asks it. */
const orchestrator: Service = {
  call: async (method, path, schema) => {
    const promotion: Record<string, unknown> = {
      promoted: false,
      reason: 'not promoted: MAE 1.1 × that of the champion',
      champion: { name: 'gru', version: '3', algorithm: 'gru', run_id: 'r' },
    };
    const key = path.split('/').at(-1)?.split('?')[0] ?? '';
    const value = path.includes('/xcoms/trained')
      ? trained
      : (promotion[key] ?? [
          { algorithm: 'lightgbm', name: 'n', version: '7', run_id: 'r', validation_mae: 0.04 },
        ]);
    return schema.parse(
      method === 'POST' ? { run: { run_id: 'manual__1', state: 'queued' } } : { value },
    );
  },
};

const task = (task_id: string, map_index: number, state: string, rest: object = {}) => ({
  event: 'task',
  data: JSON.stringify({ task_id, map_index, state, error: null, last_event: null, ...rest }),
});
const error = { code: 'TASK_FAILED', message: 'killed at 4100 MB' };

async function* stream(): AsyncGenerator<ServerSentEvent> {
  yield task('train_tabular_model', 1, 'running', { last_event: 'step 30 of 150, train 0.41' });
  yield task('train_tabular_model', 0, 'skipped');
  yield task('train_tabular_model', 1, 'success');
  yield task('train_timeseries_model', 1, 'failed', { error });
  yield task('compare_and_register_models', -1, 'success');
  yield task('promote_challenger', -1, 'success');
  yield task('detect_drift', -1, 'failed', { error: { code: 'INTERNAL', message: 'no report' } });
  yield { event: 'run', data: JSON.stringify({ run_id: 'manual__1', state: 'failed' }) };
}

describe('trainModels', () => {
  it('tells what the run is at, and what came of each model that was asked for', async () => {
    const told: string[] = [];
    const ports = { orchestrator, follow: stream, tell: (line: string) => void told.push(line) };
    const outcome = await trainModels(ports, {});
    expect(told).toEqual([
      'Run manual__1 (to end it: headroom cancel manual__1)',
      'Another run is on: it begins when that has ended.',
      'lightgbm: step 30 of 150, train 0.41',
    ]);
    expect(outcome.models.map(({ model, state, version }) => [model, state, version])).toEqual([
      ['lightgbm', 'success', '7'],
      ['gru', 'failed', null],
    ]);
    expect(trainLines(outcome)).toEqual([
      'model     state    validation MAE  test MAE  of persistence  seconds  version',
      'lightgbm  success  0.0412          0.0412    0.810           3.2      7',
      'gru       failed',
      'gru: killed at 4100 MB',
      'Champion: gru 3 (not promoted: MAE 1.1 × that of the champion)',
      'detect_drift: no report',
      'Run manual__1 ended: failed',
    ]);
  });

  it('has no table where nothing was trained', () => {
    const outcome = {
      run_id: 'manual__1',
      state: 'failed',
      models: [],
      promotion: null,
      errors: [],
    };
    expect(trainLines(outcome)).toEqual(['No model was trained.', 'Run manual__1 ended: failed']);
  });

  it('says so where the stream breaks off', async () => {
    async function* broken(): AsyncGenerator<ServerSentEvent> {
      yield task('train_tabular_model', 1, 'running');
    }
    const ports = { orchestrator, follow: broken, tell: () => undefined };
    await expect(trainModels(ports, {})).rejects.toThrow(/run manual__1 broke off/);
  });
});
