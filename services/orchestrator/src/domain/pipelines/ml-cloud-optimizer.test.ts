import { TASKS, type TaskResult } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { createRun } from '../machine/create-run.ts';
import type { Command } from '../machine/schedule.ts';
import { step } from '../machine/step.ts';
import type { JsonObject } from '../run.ts';
import { mlCloudOptimizerPipeline } from './ml-cloud-optimizer.ts';
import { sampleOutputs } from './sample-outputs.ts';

const dag = mlCloudOptimizerPipeline({ retryDelayMs: 5_000, silenceMs: 60_000 });
const environment = { now: 0, paused: false };

const KILLED = { code: 'TASK_FAILED', message: 'training was killed at 4100 MB of memory' };
const noneBroken: readonly string[] = [];

/** Runs the whole DAG, every service answering at once with a sample; returns the waves of commands. */
function play(conf: JsonObject, { first = true, broken = noneBroken } = {}) {
  let snapshot = createRun(dag, {
    runId: 'manual__1',
    type: 'manual',
    triggeredBy: 'rest_api',
    policy: 'each',
    logicalDate: null,
    runAfter: 0,
    conf,
    note: null,
    asOf: null,
    queuedAt: 0,
    traceparent: null,
  });
  const waves: Command[][] = [];
  let taken = step(dag, snapshot, { kind: 'start', first }, environment);
  let wave = [...taken.commands];
  snapshot = taken.snapshot;
  while (wave.length > 0) {
    waves.push(wave);
    const next: Command[] = [];
    for (const { body } of wave) {
      const result: TaskResult = {
        task: body.task,
        try_number: body.try_number,
        host: 'worker',
        ...(broken.some((model) => model === body.inputs['model'])
          ? { state: 'failed', outputs: {}, error: KILLED, final: true }
          : {
              state: 'success',
              outputs: sampleOutputs(body.task.task_id, body.task.map_index),
              error: null,
              final: false,
            }),
      };
      taken = step(dag, snapshot, { kind: 'result', result }, environment);
      snapshot = taken.snapshot;
      next.push(...taken.commands);
    }
    wave = next;
  }
  return { snapshot, waves, commands: waves.flat() };
}
const commandOf = (commands: Command[], id: string) =>
  commands.find(({ body }) => body.task.task_id === id);

describe("the guide's pipeline", () => {
  it('runs its tasks in the order and over the services of the guide', () => {
    const { snapshot, waves } = play({});
    expect(snapshot.run.state).toBe('success');
    expect(
      waves.map((wave) => wave.map(({ service, body }) => `${service}:${body.task.task_id}`)),
    ).toEqual([
      ['generation:generate_data'],
      ['validation:validate_data'],
      ['features:engineer_features'],
      [
        ...Array<string>(3).fill('training:train_tabular_model'),
        ...Array<string>(2).fill('training:train_timeseries_model'),
      ],
      ['registry:compare_and_register_models'],
      ['training:judge_challenger', 'drift:detect_drift'],
      ['registry:promote_challenger'],
      ['drift:generate_report'],
    ]);
  });

  it('sends inputs that the contract of each task accepts', () => {
    const { commands } = play({});
    expect(commands).toHaveLength(13);
    for (const { body } of commands) {
      const contract = Object.entries(TASKS).find(([id]) => id === body.task.task_id)?.[1];
      expect(contract?.inputs.parse(body.inputs)).toEqual(body.inputs);
    }
  });

  it('fixes as_of when the data is known, and tells every later task', () => {
    const { commands, snapshot } = play({});
    const lastEvent = Date.UTC(2025, 1, 11, 16);
    expect(commands.map(({ body }) => body.as_of)).toEqual([
      null,
      ...Array<number>(12).fill(lastEvent),
    ]);
    expect(snapshot.run.asOf).toBe(lastEvent);
  });

  it('trains each model of the guide once', () => {
    const { commands } = play({});
    expect(commands.flatMap(({ body }) => body.inputs['model'] ?? [])).toEqual([
      'xgboost',
      'lightgbm',
      'catboost',
      'lstm',
      'gru',
    ]);
  });

  it('compares the models that could be trained, tells of the others, and ends failed', () => {
    const params = { xgboost: { max_depth: 9 } };
    const { commands, snapshot } = play({ params }, { broken: ['xgboost', 'gru'] });
    const inputs = commandOf(commands, 'compare_and_register_models')?.body.inputs;
    expect(TASKS.compare_and_register_models.inputs.parse(inputs)).toMatchObject({
      trained: [{ algorithm: 'lightgbm' }, { algorithm: 'catboost' }, { algorithm: 'lstm' }],
      failed: [
        { algorithm: 'xgboost', params: { max_depth: 9 }, error: KILLED },
        { algorithm: 'gru', params: {}, error: KILLED },
      ],
    });
    expect(commandOf(commands, 'generate_report')).toBeDefined();
    expect(snapshot.run.state).toBe('failed');
  });

  it('trains only the models asked for', () => {
    const { commands, snapshot } = play({ models: ['lightgbm', 'gru'] });
    expect(commands.flatMap(({ body }) => body.inputs['model'] ?? [])).toEqual(['lightgbm', 'gru']);
    expect(snapshot.tasks.filter(({ state }) => state === 'skipped')).toHaveLength(3);
    expect(snapshot.run.state).toBe('success');
  });

  it('generates for the first run and reads the store after', () => {
    const first = commandOf(play({}, { first: true }).commands, 'generate_data');
    expect([first?.service, first?.body.inputs['source']]).toEqual(['generation', 'generate']);
    const later = play({}, { first: false });
    const second = commandOf(later.commands, 'generate_data');
    expect([second?.service, second?.body.inputs['source']]).toEqual(['features', 'store']);
    expect(later.snapshot.run.conf).toEqual({ source: 'store' });
    const asked = commandOf(
      play({ source: 'generate' }, { first: false }).commands,
      'generate_data',
    );
    expect(asked?.service).toBe('generation');
  });

  it('takes an imported data set as it is, on the first run too', () => {
    const dataset = {
      file: { uri: 'data/raw/import_0123456789ab.parquet', sha256: 'a'.repeat(64), bytes: 9 },
      source: 'headroom/import#0123456789ab',
      rows: 4,
      services: 1,
      first_event: 0,
      last_event: 900_000,
    };
    const command = commandOf(play({ dataset }).commands, 'generate_data');
    expect(command?.service).toBe('features');
    expect(command?.body.inputs).toMatchObject({ source: 'store', dataset });
    expect(dag.conf.safeParse({ source: 'generate', dataset }).success).toBe(false);
  });

  it('hands conf on to the tasks that it is meant for', () => {
    const { commands } = play({
      seed: 7,
      n_records: 50,
      max_missing_share: 0.4,
      params: { gru: { epochs: 1 } },
      gates: { margin: 0.2 },
      unknown: 'kept',
    });
    expect(commandOf(commands, 'generate_data')?.body.inputs).toMatchObject({
      seed: 7,
      n_records: 50,
      start_date: '2025-01-01',
    });
    expect(commandOf(commands, 'judge_challenger')?.body.inputs['limits']).toMatchObject({
      margin: 0.2,
      confidence: 0.95,
    });
    expect(commandOf(commands, 'validate_data')?.body.inputs['max_missing_share']).toBe(0.4);
    const training = commands.filter(({ body }) => body.task.task_id.startsWith('train_'));
    expect(training.map(({ body }) => [body.inputs['seed'], body.inputs['params']])).toEqual([
      [7, {}],
      [7, {}],
      [7, {}],
      [7, {}],
      [7, { epochs: 1 }],
    ]);
  });

  it('refuses a conf that a task could not use', () => {
    expect(dag.conf.safeParse({ source: 'elsewhere' }).success).toBe(false);
    expect(dag.conf.safeParse({ seed: 'abc' }).success).toBe(false);
    expect(dag.conf.safeParse({ params: { svm: {} } }).success).toBe(false);
    expect(dag.conf.safeParse({ models: ['svm'] }).success).toBe(false);
    expect(dag.conf.safeParse({ params: { lstm: { epochs: 50 } } }).success).toBe(false);
    const misspelt = dag.conf.safeParse({ params: { lightgbm: { max_dept: 6 } } });
    expect(misspelt.error?.message).toMatch(
      /max_dept cannot be set; for lightgbm these can: rounds, .*max_depth/,
    );
  });
});
