import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killer, restarted, type KillPlan } from './system/kill.ts';
import { outcomeOf } from './system/outcome.ts';
import { runPipeline } from './system/run.ts';
import { buildBundles, startSystem, type Bundles, type System } from './system/system.ts';

const RUN = { runId: 'chaos', conf: { source: 'generate', n_records: 6_000, seed: 7 } };

/** Each where it hurts: at its own task, in the middle of its stream, or while others wait for it. */
const PLAN: KillPlan = {
  generate_data: ['generation'],
  validate_data: ['validation', 'ingestion'],
  engineer_features: ['features'],
  train_tabular_model: ['training', 'orchestrator'],
  compare_and_register_models: ['registry', 'serving'],
  detect_drift: ['drift'],
};
const VICTIMS = Object.values(PLAN).flat();

describe('kill -9 of every service in turn, during a run', () => {
  let bundles: Bundles | null = null;
  beforeAll(async () => {
    bundles = await buildBundles();
  });
  afterAll(() => bundles?.remove());

  /** In a system of its own, closed afterwards. */
  async function inSystem<T>(work: (system: System) => Promise<T>): Promise<T> {
    if (bundles === null) throw new Error('there are no bundles');
    const system = await startSystem(bundles);
    let failed = true;
    try {
      const result = await work(system);
      failed = false;
      return result;
    } finally {
      await system.close(failed);
    }
  }

  it('kills all there are', () => {
    expect(VICTIMS.toSorted()).toEqual(bundles?.services.toSorted());
  });

  it('leaves what an undisturbed run leaves, to the last byte, and each of it once', async () => {
    const calm = await inSystem(async (system) => {
      await runPipeline(system, RUN);
      expect(system.said).toEqual([]);
      return outcomeOf(system, RUN.runId);
    });
    const disturbed = await inSystem(async (system) => {
      await runPipeline(system, { ...RUN, changed: killer(system, PLAN) });
      await restarted(system, VICTIMS);
      return outcomeOf(system, RUN.runId);
    });
    expect(disturbed.runs).toEqual(['chaos success']);
    expect(disturbed.registered).toHaveLength(6);
    expect(disturbed.versions).toHaveLength(5);
    expect(disturbed.versions.every((version) => / 1 [0-9a-f]{32} /.test(version))).toBe(true);
    expect(disturbed.reports.filter((key) => key.includes('report_'))).toHaveLength(1);
    expect(disturbed).toEqual(calm);
  });

  it.runIf(platform() === 'linux')('leaves no child process behind', () => {
    const folder = bundles?.folder ?? '';
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine)
      .filter((command) => command.includes(folder));
    expect(commands).toEqual([]);
  });
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // it has ended meanwhile
  }
}
