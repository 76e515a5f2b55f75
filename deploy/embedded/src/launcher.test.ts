import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from './paths.ts';

const launcher = join(repoRoot, 'deploy/embedded/launcher');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-launcher-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Arguments that make Node call one exported function of a launcher module. */
function call(module: string, name: string, args: readonly unknown[]): string[] {
  const url = JSON.stringify(pathToFileURL(join(launcher, module)).href);
  const list = args.map((arg) => JSON.stringify(arg)).join(', ');
  return [
    '--input-type=module',
    '-e',
    `import { ${name} as f } from ${url}; console.log(f(${list}) ?? '');`,
  ];
}

function script(text: string): string {
  const file = join(folder, 'script.ts');
  writeFileSync(file, text);
  return file;
}

describe('handOver', () => {
  it('runs TypeScript on Node 22 with arguments, its own programs first on PATH, and no warning', () => {
    const file = script(`
      const major: number = Number(process.versions.node.split('.')[0]);
      console.log(JSON.stringify([major, process.argv.slice(2), process.env.PATH]));`);
    const run = spawnSync(
      process.execPath,
      call('hand-over.mjs', 'handOver', [file, ['a', '--b']]),
      {
        encoding: 'utf8',
        env: { PATH: '/elsewhere' },
      },
    );
    const [major, args, path] = JSON.parse(run.stdout.trim()) as [number, string[], string];
    expect(major).toBe(22);
    expect(args).toEqual(['a', '--b']);
    expect(path.split(delimiter).slice(1)).toEqual([
      join(repoRoot, 'node_modules/.bin'),
      '/elsewhere',
    ]);
    expect(run.stderr).toBe('');
  });

  it('ends with the same exit code', () => {
    const run = spawnSync(
      process.execPath,
      call('hand-over.mjs', 'handOver', [script('process.exit(7)'), []]),
    );
    expect(run.status).toBe(7);
  });

  it('passes a signal on and ends by it', async () => {
    const file = script(`console.log('up'); setInterval(() => {}, 1000);`);
    const child = spawn(process.execPath, call('hand-over.mjs', 'handOver', [file, []]), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of child.stdout.setEncoding('utf8'))
      if (String(text).includes('up')) break;
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('lets the command end in its own way', async () => {
    const file = script(`
      process.on('SIGTERM', () => process.exit(3));
      console.log('up'); setInterval(() => {}, 1000);`);
    const child = spawn(process.execPath, call('hand-over.mjs', 'handOver', [file, []]), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of child.stdout.setEncoding('utf8'))
      if (String(text).includes('up')) break;
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });
});

describe('isInstalled', () => {
  const lock = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true },
    'node_modules/@headroom/x': { link: true },
  };

  function installed(packages: Record<string, unknown> | undefined): string {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
    if (packages) {
      mkdirSync(join(folder, 'node_modules'), { recursive: true });
      writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    }
    const run = spawnSync(process.execPath, call('dependencies.mjs', 'isInstalled', [folder]), {
      encoding: 'utf8',
    });
    return run.stdout.trim();
  }

  it('needs what npm writes at the end of an install', () => {
    expect(installed(undefined)).toBe('false');
  });

  it('needs every package in the locked version, but not those of other platforms', () => {
    expect(installed({ 'node_modules/a': { version: '1.0.0' } })).toBe('true');
    expect(installed({ 'node_modules/a': { version: '1.0.1' } })).toBe('false');
    expect(installed({})).toBe('false');
    const other = { version: '0.9.0', optional: true };
    expect(
      installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/elsewhere': other }),
    ).toBe('false');
  });
});
