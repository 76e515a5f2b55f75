import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftReportKey } from '../domain/report-keys.ts';
import { RunReport } from '../domain/run-report.ts';
import { DRIFT_TASK, sampleRun } from '../testing/sample-run.ts';
import { temporaryFiles } from '../adapters/files/temporary-files.ts';
import { GenerateReport } from './generate-report.ts';

const TASK = { ...DRIFT_TASK, task_id: 'generate_report' };

describe('generate_report', () => {
  let files: Awaited<ReturnType<typeof temporaryFiles>>;
  let inputs: Awaited<ReturnType<typeof sampleRun>>['report'];
  let report: RunReport;
  beforeAll(async () => {
    files = await temporaryFiles();
    inputs = (await sampleRun(files.objects, files.parquet, { hours: 400 })).report;
    const { report: ref } = await new GenerateReport(files).execute(TASK, inputs);
    expect(ref.uri).toBe('reports/report_manual__2025-02-01T00_00_00_00_00.json');
    report = RunReport.parse(JSON.parse(await readFile(await files.objects.fetch(ref), 'utf8')));
  });
  afterAll(() => files.close());

  it('sums up the data: every declared metric, the absent ones by name', () => {
    expect(report.data.metrics.map(({ metric, unit }) => `${metric} ${unit}`)).toEqual([
      'cpu_utilization fraction',
      'request_rate requests/s',
      'latency_p95_ms ms',
    ]);
    expect(report.data.metrics[1]).toMatchObject({ count: 784, missing: 16 });
    expect(report.data.absent).toHaveLength(5);
    expect(report.quality).toMatchObject({ passed: 1, warned: 0, failed: 0 });
  });

  it('compares the models, the best first, with their versions and the figures of the guide', () => {
    expect(
      report.models.map(({ algorithm, name, version, champion, guide_mae }) => ({
        algorithm,
        name,
        version,
        champion,
        guide_mae,
      })),
    ).toEqual([
      {
        algorithm: 'lightgbm',
        name: 'cloud-optimizer-lightgbm',
        version: '3',
        champion: true,
        guide_mae: 0.079,
      },
      {
        algorithm: 'gru',
        name: 'cloud-optimizer-gru',
        version: '3',
        champion: false,
        guide_mae: 0.095,
      },
    ]);
    expect(report.guide).toMatchObject({
      comparable: false,
      text: expect.stringContaining('not comparable'),
    });
    expect(report.challenger).toMatchObject({ version: '3', validation_mae: 0.04 });
    expect(report.promotion).toMatchObject({
      promoted: true,
      reason: 'past all gates',
      gates: { gates: [{ gate: 'size' }, { gate: 'better', status: 'skipped' }] },
      champion: { version: '3' },
    });
  });

  it("tells the challenger's errors by service and by hour of the day", () => {
    const { overall, by_service, by_hour } = report.performance;
    const [a, b] = by_service;
    expect(a).toMatchObject({ service_id: 'svc-a', mae: 0, bias: 0, relative_mae: 0 });
    expect(b?.service_id).toBe('svc-b');
    expect(b?.mae).toBeCloseTo(0.1, 12);
    expect(b?.bias).toBeCloseTo(0.1, 12);
    expect(b?.relative_mae).toBeCloseTo(0.5, 12);
    expect(overall.mae).toBeCloseTo(0.05, 12);
    expect(by_hour.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, h) => h));
    const rows = by_hour.reduce((sum, group) => sum + group.rows, 0);
    expect(rows).toBe(overall.rows);
  });

  it('links the drift file that detect_drift writes', () => {
    expect(report.files.drift).toBe(driftReportKey(DRIFT_TASK));
    expect(report.files.validation).toEqual(inputs.validation_report);
  });

  it('tells the comparison as CSV too', async () => {
    const csv = await readFile(await files.objects.fetch(report.files.comparison), 'utf8');
    const [head, ...lines] = csv.trimEnd().split('\n');
    expect(head).toMatch(/^model,name,version,champion,challenger,split,rows,mae,rmse,r2,/);
    expect(lines).toHaveLength(3 * report.models.length);
    const best = report.models[0];
    expect(lines[2]).toContain(`,test,${best?.metrics.test.rows},${best?.metrics.test.mae},`);
  });

  it('leaves the same file when it runs again', async () => {
    const again = () => new GenerateReport(files).execute(TASK, inputs);
    expect(await again()).toEqual(await again());
  });

  it('refuses models without a registered version', async () => {
    const broken = { ...inputs, models: inputs.models.slice(1) };
    await expect(new GenerateReport(files).execute(TASK, broken)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('models: holds no version of gru'),
    });
  });
});
