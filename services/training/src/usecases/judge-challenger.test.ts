import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateLimits, type GateReport, type ServedVersion } from '@headroom/contracts';
import { parseBundle, serializeBundle } from '@headroom/forecasting';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeSnapshot, snapshotColumns } from '../testing/made-snapshot.ts';
import { trainingJob } from '../testing/training-job.ts';
import { untrained } from '../testing/untrained-model.ts';
import { judgeChallenger } from './judge-challenger.ts';
import { trainModel } from './train-model.ts';

describe('judge_challenger', () => {
  let root: string;
  let objects: FolderObjectStore;
  let parquet: ParquetFiles;
  let snapshot: ReturnType<typeof trainingJob>['snapshot'];
  /** Says what persistence says. */
  let good: ServedVersion;
  /** A whole deviation too high. */
  let bad: ServedVersion;

  const made = async (version: string, bias: number): Promise<ServedVersion> => {
    const job = { ...trainingJob('gru', snapshot.file), folder: `models/${version}` };
    const ports = {
      objects,
      parquet,
      trainerOf: () => ({ fit: untrained({}, bias) }),
      onProgress: () => undefined,
      renderChart: () => new Uint8Array(),
      ownPeakMemory: () => 0,
    };
    const { bundle } = await trainModel(ports, job);
    return { name: 'cloud_optimizer_gru', version, algorithm: 'gru', run_id: null, bundle };
  };
  const readText = async (file: Parameters<typeof objects.fetch>[0]) =>
    readFile(await objects.fetch(file), 'utf8');
  const judge = (
    challenger: ServedVersion,
    champion: ServedVersion | null,
  ): Promise<GateReport> => {
    let clock = 0;
    const ports = { objects, parquet, readText, clock: () => (clock += 0.01) };
    return judgeChallenger(ports, { snapshot, challenger, champion, limits: GateLimits.parse({}) });
  };
  const statuses = ({ gates }: GateReport) =>
    Object.fromEntries(gates.map(({ gate, status }) => [gate, status]));

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'judge-'));
    objects = await FolderObjectStore.open(root);
    parquet = await ParquetFiles.open();
    const file = await objects.write('data/processed/s.parquet', (path) =>
      parquet.write(path, snapshotColumns(madeSnapshot({ services: 2, hours: 300, seed: 4 }))),
    );
    ({ snapshot } = trainingJob('gru', file));
    [good, bad] = [await made('1', 0), await made('2', 1)];
  });
  afterAll(async () => {
    parquet.close();
    await rm(root, { recursive: true });
  });

  it('scores both on the test rows: the better one passes, the worse one does not', async () => {
    const report = await judge(good, bad);
    expect(statuses(report)).toEqual({
      signature: 'passed',
      size: 'passed',
      latency: 'passed',
      better: 'passed',
      services: 'passed',
    });
    expect(report.rows).toBeGreaterThan(50);
    expect(report.challenger_mae).toBeLessThan(report.champion_mae ?? 0);
    const reverse = await judge(bad, good);
    expect(reverse).toMatchObject({ passed: false, challenger_mae: report.champion_mae });
    expect(statuses(reverse)).toMatchObject({ better: 'failed', services: 'failed' });
  });

  it('does not promote the same model again', async () => {
    const report = await judge({ ...good, version: '9' }, good);
    expect(report.passed).toBe(false);
    expect(report.gates.find(({ gate }) => gate === 'better')?.message).toMatch(/own model again/);
  });

  it('compares nothing without a champion, or with one of other features or lost files', async () => {
    expect(await judge(good, null)).toMatchObject({ passed: true, rows: 0 });
    const bundle = parseBundle(await readText(good.bundle));
    const old = await objects.putBytes(
      'models/old/bundle.json',
      Buffer.from(serializeBundle({ ...bundle, definitionHash: 'of-before' })),
    );
    const outdated = await judge(good, { ...good, version: '8', bundle: old });
    expect(outdated).toMatchObject({ passed: true, rows: 0 });
    expect(outdated.gates.at(-1)?.message).toMatch(/version 8 was trained on .* of-before/);
    const gone = { ...good.bundle, uri: 'models/gone/bundle.json' };
    expect((await judge(good, { ...good, bundle: gone })).gates.at(-1)?.message).toMatch(
      /cannot be read/,
    );
    const unfit = await judge({ ...good, bundle: old }, bad);
    expect(unfit).toMatchObject({ passed: false });
    expect(statuses(unfit)).toMatchObject({ signature: 'failed', better: 'skipped' });
  });
});
