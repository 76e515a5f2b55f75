import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

const MAIN = `
  import { Controller, Get, Module } from '@nestjs/common';
  import { z } from 'zod';
  import { bootService } from './boot-service.ts';

  @Controller()
  class Hello {
    @Get('hello')
    hello() { return 'hello'; }
  }
  @Module({ controllers: [Hello] })
  class HelloModule {
    onModuleInit() { if (process.env.BROKEN) throw new Error('no database'); }
  }
  await bootService({ name: 'drift', settings: z.object({}), module: () => HelloModule });
`;

let bundle: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  const built = await build({
    stdin: { contents: MAIN, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    external: ['@nestjs/*', '@opentelemetry/*', 'fastify', 'pino', 'zod'],
  });
  bundle = built.outputFiles[0]?.text ?? '';
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--input-type=module', '-'], {
    cwd: import.meta.dirname,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  child.stdin.end(bundle);
  return {
    child,
    stderr: text(child.stderr),
    exit: once(child, 'exit').then(([code]: unknown[]) => code),
  };
}

describe('bootService', { timeout: 30_000 }, () => {
  it('listens, logs JSON only, and ends with 0 on SIGTERM although nobody reads its log', async () => {
    const { child, stderr, exit } = run({ HEADROOM_DRIFT_PORT: '0' });
    const lines: string[] = [];
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      lines.push(...String(chunk).trim().split('\n'));
      if (lines.some((line) => line.includes('listening'))) break;
    }
    const line: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(lines).toHaveLength(1);
    expect(line).toMatchObject({ level: 'info', service: 'drift', msg: 'listening' });
    const { url } = line as { url: string };
    expect(await (await fetch(`${url}/hello`)).text()).toBe('hello');

    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(await stderr).toBe('');
  });

  it('tells wrong configuration in plain lines and ends with 78', async () => {
    const { stderr, exit } = run({ HEADROOM_CADENCE: '7m', HEADROOM_HOST: '0.0.0.0' });
    expect(await exit).toBe(78);
    const lines = (await stderr).trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^drift: HEADROOM_HOST \("0\.0\.0\.0"\) /);
    expect(lines[1]).toMatch(/^drift: HEADROOM_CADENCE \("7m"\) /);
  });

  it('tells in one line which setting owns a taken port', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    try {
      const { child, stderr, exit } = run({ HEADROOM_DRIFT_PORT: port });
      const stdout = text(child.stdout);
      expect(await exit).toBe(78);
      expect(await stderr).toBe(
        `drift: HEADROOM_DRIFT_PORT (${port}) is taken on 127.0.0.1. End the process that listens there, or set it to a free port.\n`,
      );
      expect(await stdout).toBe('');
    } finally {
      holder.close();
    }
  });

  it('ends with 1 and the reason if the service cannot start', async () => {
    const { stderr, exit } = run({ HEADROOM_DRIFT_PORT: '0', BROKEN: 'yes' });
    expect(await exit).toBe(1);
    expect(await stderr).toContain('drift: Error: no database');
  });
});
