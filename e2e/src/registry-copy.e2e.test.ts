import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '@headroom/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contentOf } from './registry-copy/content.ts';
import { fill } from './registry-copy/fill.ts';
import { buildBundles, startSystem, type Bundles, type System } from './system/system.ts';

const Outcome = z.object({
  runs: z.number(),
  runsAlreadyThere: z.number(),
  notCopied: z.array(z.string()),
});
const program = join(repoRoot, 'libs/cli/src/main.ts');

function headroom(url: string, ...args: string[]) {
  const call = [program, ...args, '--tracking-uri', url, '--json'];
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...call], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const copying = (command: 'import' | 'export', ours: string, other: string) =>
  headroom(ours, 'registry', command, other);

/** Kills it, as `kill -9` does, as soon as it tells of its first experiment: others are under way then. */
async function killed(child: ReturnType<typeof headroom>): Promise<void> {
  child.stderr.once('data', () => child.kill('SIGKILL'));
  await once(child, 'close');
}

async function answered<S extends z.ZodType>(
  child: ReturnType<typeof headroom>,
  schema: S,
): Promise<z.output<S>> {
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code, errors).toBe(0);
  return schema.parse(JSON.parse(output));
}

const whole = (child: ReturnType<typeof headroom>) => answered(child, Outcome);

describe('headroom registry import and export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-copy-'));
  let bundles: Bundles | undefined;
  const systems: System[] = [];
  const urls: string[] = [];
  beforeAll(async () => {
    bundles = await buildBundles();
    for (let i = 0; i < 3; i++) {
      const system = await startSystem({ ...bundles, services: ['registry'] });
      systems.push(system);
      urls.push(system.services.url('registry'));
    }
  });
  afterAll(async () => {
    for (const system of systems) await system.close(false);
    bundles?.remove();
    rmSync(folder, { recursive: true });
  });

  it('killed in the middle and run again, has copied everything once', async () => {
    const [source = '', target = '', third = ''] = urls;
    const runs = await fill(source, folder);
    const original = await contentOf(source);
    expect(original.runs).toHaveLength(runs);

    await killed(copying('import', target, source));
    await killed(copying('import', target, source));
    const outcome = await whole(copying('import', target, source));
    expect(outcome.notCopied).toEqual([]);
    expect(await contentOf(target)).toEqual(original);

    const again = await whole(copying('import', target, source));
    expect(again).toMatchObject({ runs: 0, runsAlreadyThere: runs });
    expect(await contentOf(target)).toEqual(original);

    await whole(copying('export', target, third));
    expect(await contentOf(third)).toEqual(original);
  });

  it('answers the questions of the command line', async () => {
    const url = urls[0] ?? '';
    const best = ['runs', 'best', '--experiment', 'trees', '--metric', 'mae', '--mode', 'min'];
    const Best = z.object({ info: z.object({ run_name: z.string() }) });
    expect((await answered(headroom(url, ...best), Best)).info.run_name).toBe('trees 11');

    const file = join(folder, 'reports/comparison.csv');
    const Written = z.object({ path: z.string(), runs: z.number() });
    const compare = headroom(url, 'compare', '--export', file, '--experiment', 'trees', 'networks');
    expect(await answered(compare, Written)).toEqual({ path: file, runs: 26 });
    const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(head).toContain('metrics.mae');
    expect(lines).toHaveLength(26);

    const Version = z.object({ version: z.string(), aliases: z.array(z.string()) });
    const models = (...args: string[]) => answered(headroom(url, 'models', ...args), Version);
    const champion = { aliases: ['champion'] };
    const why = ['--reason', 'it is smaller'];
    expect(await models('promote', 'trees', '1', ...why)).toEqual({ version: '1', ...champion });
    expect(await models('rollback', 'trees')).toEqual({ version: '2', ...champion });
    const Moves = z.array(z.object({ version: z.number(), reason: z.string() }));
    expect(await answered(headroom(url, 'models', 'history', 'trees'), Moves)).toEqual([
      { version: 2, reason: expect.stringContaining('rolled back') },
      { version: 1, reason: 'it is smaller' },
      { version: 2, reason: '' },
    ]);
  });
});
