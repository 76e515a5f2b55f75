import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import { peerPython } from '../peer-python.ts';
import { runPython } from '../run-python.ts';

const python = await peerPython('feast');
const names = z.array(z.string()).parse(JSON.parse(await run('list')));

const Outcome = z.object({ name: z.string(), passed: z.boolean(), seen: z.string() });
type Outcomes = ReadonlyMap<string, z.output<typeof Outcome>>;

describe("point-in-time joins by Feast's get_historical_features and by ours", () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-historical-'));
  let bundles: Bundles | undefined;
  let system: System | undefined;
  let genuine: Outcomes = new Map();
  let overFiles: Outcomes = new Map();
  let ours: Outcomes = new Map();

  beforeAll(async () => {
    genuine = outcomes(await run('genuine', folder));
    bundles = await buildBundles();
    const env = { HEADROOM_FEATURES_SOURCE_ROOT: folder };
    system = await startSystem({ ...bundles, services: ['features'] }, env);
    const url = system.services.url('features');
    overFiles = outcomes(await run('headroom-files', url));
    ours = outcomes(await run('headroom', url));
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    rmSync(folder, { recursive: true });
  });

  it.each(names)('%s', (name) => {
    expect(genuine.get(name), 'by Feast').toMatchObject({ passed: true });
    expect(overFiles.get(name), 'by ours over the same files').toMatchObject({ passed: true });
    expect(ours.get(name), 'by ours').toMatchObject({ passed: true });
  });
});

function outcomes(output: string): Outcomes {
  const all = output
    .trim()
    .split('\n')
    .map((line) => Outcome.parse(JSON.parse(line)));
  return new Map(all.map((outcome) => [outcome.name, outcome]));
}

function run(...args: readonly string[]): Promise<string> {
  return runPython(python, join(import.meta.dirname, 'historical/run.py'), args);
}
