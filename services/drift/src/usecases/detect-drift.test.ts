import { readFile } from 'node:fs/promises';
import { HeadroomError, type DriftDetected } from '@headroom/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriftReport } from '../domain/drift-report.ts';
import { DRIFT_TASK, sampleRun, type SampleOptions } from '../testing/sample-run.ts';
import { temporaryFiles } from '../adapters/files/temporary-files.ts';
import { DetectDrift, type DetectDriftOptions } from './detect-drift.ts';

let files: Awaited<ReturnType<typeof temporaryFiles>>;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const { signal } = new AbortController();

async function detect(sample: SampleOptions, options: Partial<DetectDriftOptions> = {}) {
  const raised: DriftDetected[] = [];
  const detector = new DetectDrift({
    files,
    alerts: { raise: async (drift) => void raised.push(drift) },
    rule: { correction: 'benjamini-hochberg', alpha: 0.05, minEffect: 0.1 },
    retrain: false,
    ...options,
  });
  const { detect: inputs } = await sampleRun(files.objects, files.parquet, sample);
  const execute = () => detector.execute(DRIFT_TASK, inputs, signal);
  const outputs = await execute();
  const text = await readFile(await files.objects.fetch(outputs.report), 'utf8');
  return {
    outputs,
    raised,
    execute,
    inputs,
    detector,
    report: DriftReport.parse(JSON.parse(text)),
  };
}

describe('detect_drift', () => {
  it('finds the columns that moved, and tells of them', async () => {
    const { outputs, raised, report } = await detect({ latencyShift: 30, scaleUps: 0.4 });
    expect(outputs).toMatchObject({
      report: { uri: 'reports/drift_manual__2025-02-01T00_00_00_00_00.json' },
      drifted: ['latency_p95_ms', 'scaling_event'],
      tested: 6,
    });
    expect(raised).toMatchObject([
      {
        run_id: DRIFT_TASK.run_id,
        report: outputs.report,
        tested: 6,
        drifted: [{ column: 'latency_p95_ms' }, { column: 'scaling_event', test: 'chi_squared' }],
        retraining: null,
      },
    ]);
    expect(
      report.columns.map(({ column, reference, tests }) => [
        column,
        reference.split,
        tests.map(({ test }) => test).join(),
      ]),
    ).toEqual([
      ['cpu_utilization', 'train', 'ks,chi_squared'],
      ['request_rate', 'train', 'ks,chi_squared'],
      ['latency_p95_ms', 'train', 'ks,chi_squared'],
      ['prediction', 'validation', 'ks'],
      ['residual', 'validation', 'ks'],
      ['scaling_event', 'train', 'chi_squared'],
    ]);
    expect(report.rule).toMatchObject({ tests: 9, alpha: 0.05, min_effect: 0.1, bins: 10 });
  });

  it('names the metrics that no record has', async () => {
    const { report, outputs } = await detect({ labels: false });
    expect(report.skipped.map(({ column }) => column)).toEqual([
      'memory_utilization',
      'network_io_mbps',
      'disk_io_mbps',
      'error_rate',
      'instance_count',
      'scaling_event',
    ]);
    expect(outputs.tested).toBe(5);
  });

  it('is silent about data that stay as they were', async () => {
    const { outputs, raised } = await detect({});
    expect(outputs.drifted).toEqual([]);
    expect(raised).toEqual([]);
  });

  it('leaves the same file and tells the same when it runs again', async () => {
    const { outputs, raised, execute } = await detect({ latencyShift: 30 });
    expect(await execute()).toEqual(outputs);
    expect(raised).toHaveLength(2);
    expect(raised[1]).toEqual(raised[0]);
  });

  it('asks for one retraining a day of event time where it may', async () => {
    const { raised } = await detect({ latencyShift: 30 }, { retrain: true });
    expect(raised[0]?.retraining).toBe('drift/ml_cloud_optimizer_pipeline/2025-01-17');
  });

  it('obeys its thresholds', async () => {
    const rule = { correction: 'bonferroni', alpha: 0.05, minEffect: 0.999 } as const;
    expect((await detect({ latencyShift: 30 }, { rule })).outputs.drifted).toEqual([]);
  });

  it('refuses a challenger whose model was not sent, a changed file and lost time', async () => {
    const { detector, inputs } = await detect({});
    const execute = (changed: Partial<typeof inputs>, until = signal) =>
      detector.execute(DRIFT_TASK, { ...inputs, ...changed }, until);
    await expect(
      execute({ challenger: { ...inputs.challenger, algorithm: 'xgboost' } }),
    ).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('trained: holds no xgboost'),
    });
    const file = { ...inputs.snapshot.file, sha256: '0'.repeat(64) };
    await expect(execute({ snapshot: { ...inputs.snapshot, file } })).rejects.toThrow(
      HeadroomError,
    );
    await expect(execute({}, AbortSignal.abort())).rejects.toThrow(/abort/);
  });
});
