import { json } from 'node:stream/consumers';
import { ALGORITHMS, type Champion, type Snapshot, type TrainedModel } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { DagRun, ModelVersion } from '../system/answers.ts';
import { call } from '../system/http.ts';
import { registryState } from '../system/registry.ts';
import { RUNS_PATH, runPipeline } from '../system/run.ts';
import type { Stage } from '../system/stage.ts';
import { traceWhen, type Trace } from '../system/trace.ts';

export interface Run {
  readonly runId: string;
  readonly snapshot: Snapshot;
  readonly trained: readonly TrainedModel[];
  readonly champion: Champion;
}

const Truth = z.object({ noise_floor: z.object({ floor: z.number(), persistence: z.number() }) });
const RUN_ID = 'e2e';

/** The DAG once, on generated data, and what it leaves. */
export function pipelineRun(stage: () => Stage): () => Run {
  let run: Run | null = null;
  const done = (): Run => {
    if (run === null) throw new Error('the pipeline run failed, see the first test');
    return run;
  };
  const outputs: Stage['system']['orchestrator']['outputs'] = (...args) =>
    stage().system.orchestrator.outputs(...args);
  const url = (service: 'registry' | 'orchestrator') => stage().system.services.url(service);

  it('runs from generated data to report and drift', async () => {
    const conf = { source: 'generate', n_records: 10_000, seed: 42 };
    const runId = RUN_ID;
    await runPipeline(stage().system, { runId, conf });
    const trained = await Promise.all([
      ...[0, 1, 2].map((i) => outputs(runId, 'train_tabular_model', i)),
      ...[0, 1].map((i) => outputs(runId, 'train_timeseries_model', i)),
    ]);
    const { snapshot } = await outputs(runId, 'engineer_features');
    const { champion, promoted } = await outputs(runId, 'promote_challenger');
    if (champion === null) throw new Error('the first run has made no champion');
    expect(promoted).toBe(true);
    run = { runId, snapshot, champion, trained: trained.map((one) => one.trained) };
    expect(run.trained.map(({ algorithm }) => algorithm)).toEqual(ALGORITHMS);
  }, 900_000);

  it('leaves files as its XComs say, to the last byte', async () => {
    const { runId, snapshot, trained } = done();
    const { dataset } = await outputs(runId, 'generate_data');
    const validated = await outputs(runId, 'validate_data');
    const drift = await outputs(runId, 'detect_drift');
    const { report } = await outputs(runId, 'generate_report');
    expect(dataset.rows).toBe(10_000);
    expect(validated.checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(drift.tested).toBeGreaterThan(0);
    const { objects } = stage().system;
    const files = [
      ...[dataset.file, validated.report, snapshot.file, drift.report, report],
      ...trained.flatMap((one) => [one.bundle, one.model_file, one.predictions]),
      ...trained.flatMap(({ artifacts = {}, log }) =>
        [...Object.values(artifacts), log ?? []].flat(),
      ),
    ];
    const names = trained.map(({ artifacts = {} }) => Object.keys(artifacts));
    const charts = ['prediction_against_actual.png', 'residuals.png', 'learning_curves.png'];
    for (const [i, own] of names.entries())
      expect(own).toEqual(
        expect.arrayContaining([
          ...charts,
          ...(i < 3 ? ['feature_importance.png', 'feature_importance.json'] : []),
        ]),
      );
    for (const file of files) await objects.fetch(file);
    expect(
      Object.keys(z.looseObject({}).parse(await json(await objects.stream(report.uri)))),
    ).not.toEqual([]);
  });

  it('forecasts better than persistence, the best within 0.85 of it', async () => {
    const { runId, trained } = done();
    const { dataset } = await outputs(runId, 'generate_data');
    const key = dataset.file.uri.replace(/\.parquet$/, '.truth.json');
    const truth = Truth.parse(await json(await stage().system.objects.stream(key)));
    const relative = trained.map(({ algorithm, metrics }) => [
      algorithm,
      metrics.test.relative_mae,
    ]);
    const { floor, persistence } = truth.noise_floor;
    console.info(
      `MAE over persistence: ${relative.map(([name, value]) => `${name} ${Number(value).toFixed(3)}`).join(', ')};`,
      `noise floor ${(floor / persistence).toFixed(3)}`,
    );
    for (const { metrics } of trained) expect(metrics.test.relative_mae).toBeLessThan(1);
    const best = Math.min(...trained.map(({ metrics }) => metrics.test.relative_mae));
    expect(best).toBeLessThanOrEqual(0.85);
  });

  it('registers one run with five children, a version a model, one champion', async () => {
    const { runId, champion } = done();
    const registered = await outputs(runId, 'compare_and_register_models');
    const registry = await registryState(url('registry'));
    expect(registry.parents.map(({ run_id }) => run_id)).toEqual([registered.parent_run_id]);
    const children = registry.childrenOf(registered.parent_run_id);
    expect(children.map(({ name }) => name).sort()).toEqual([...ALGORITHMS].sort());
    expect(registry.runs).toHaveLength(6);
    expect(registry.versions.map(({ algorithm }) => algorithm).sort()).toEqual(
      [...ALGORITHMS].sort(),
    );
    expect(registry.versions.every(({ version }) => version === 1)).toBe(true);
    expect(registry.champions).toHaveLength(1);
    expect(await call(`${url('registry')}/api/v1/aliases/champion`, ModelVersion)).toMatchObject({
      name: champion.name,
      version: Number(champion.version),
      run_id: champion.run_id,
    });
  });

  it('is one trace: trigger, every task, its result, and the champion served', async () => {
    const path = `${RUNS_PATH}/${done().runId}`;
    const { traceparent } = await call(`${url('orchestrator')}/${path}`, DagRun);
    const traceId = traceparent?.split('-')[1] ?? '';
    const workers = ['generation', 'validation', 'features', 'training', 'registry', 'drift'];
    const edges = [
      ...workers.flatMap((service) => [`orchestrator → ${service}`, `${service} → orchestrator`]),
      'registry → serving',
      'registry → drift',
      'serving → drift',
    ];
    const counts = {
      'task generate_data': 1,
      'task validate_data': 1,
      'task engineer_features': 1,
      'task train_tabular_model': 3,
      'task train_timeseries_model': 2,
      'task compare_and_register_models': 1,
      'task judge_challenger': 1,
      'task promote_challenger': 1,
      'task detect_drift': 1,
      'task generate_report': 1,
    };
    const countsOf = ({ spans }: Trace) =>
      Object.fromEntries(
        Object.keys(counts).map((name) => [name, spans.filter((s) => s.name === name).length]),
      );
    const trace = await traceWhen(
      stage().receiver,
      { traceId },
      (one) =>
        edges.every((edge) => one.edges.has(edge)) &&
        Object.values(countsOf(one)).reduce((a, b) => a + b) >= 13,
    );
    expect(countsOf(trace)).toEqual(counts);
    expect([...trace.edges].sort()).toEqual(edges.toSorted());
    expect(trace.orphans).toEqual([]);
  });

  return done;
}
