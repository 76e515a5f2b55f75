import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ServiceName } from '@headroom/contracts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePortRun } from './ports.ts';
import { exitOf, serviceReady, spawnService, stopService } from './service-process.ts';
import { statePaths } from './paths.ts';
import { startServices, type ServicesOptions } from './supervisor.ts';
import { giveBack, takeOver } from './take-over.ts';
import { testFolder } from './test-folder.ts';

/** A service as far as the supervisor sees one: answers when ready, notes its start and its orderly end. */
const program = (name: ServiceName) => `
  import { appendFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  const note = (what) => appendFileSync(process.env.HEADROOM_HOME + '/notes', '${name} ' + what + '\\n');
  if (process.env.BROKEN === '${name}') {
    console.error('HEADROOM_CADENCE is "7m": give one of 1m, 5m.');
    process.exit(1);
  }
  createServer((request, response) => {
    response.statusCode = request.url === '/health/ready' ? 200 : 404;
    response.end();
  }).listen(Number(process.env.HEADROOM_${name.toUpperCase()}_PORT), '127.0.0.1', () => note('up'));
  process.on('SIGTERM', () => { note('down'); process.exit(0); });
`;

const services: readonly ServiceName[] = ['serving', 'validation', 'ingestion'];

async function setUp(env: NodeJS.ProcessEnv = {}) {
  const home = testFolder();
  const bundles = join(home, 'bundles');
  for (const name of services) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'package.json'), '{"type":"module"}');
    writeFileSync(join(bundles, name, 'main.js'), program(name));
  }
  const port = await freePortRun(services.length);
  const ports = Object.fromEntries(
    services.map((name, index) => [`HEADROOM_${name.toUpperCase()}_PORT`, String(port + index)]),
  );
  const said: string[] = [];
  const options: ServicesOptions = {
    home,
    bundles,
    services,
    env: { ...process.env, HEADROOM_HOME: home, ...ports, ...env },
    caller: { progress: (line) => said.push(line), stopping: new AbortController().signal },
  };
  const notes = () => {
    const file = join(home, 'notes');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  return { options, paths: statePaths(home), port, said, notes };
}

const isReady = (url: string | undefined) =>
  fetch(`${url ?? ''}/health/ready`).then(
    (response) => response.ok,
    () => false,
  );

describe('startServices', () => {
  it('returns when all are ready and stops them in reverse order, with time to drain', async () => {
    const { options, notes, port } = await setUp();
    const running = await startServices(options);
    expect(running.urls).toEqual({
      serving: `http://127.0.0.1:${port}`,
      validation: `http://127.0.0.1:${port + 1}`,
      ingestion: `http://127.0.0.1:${port + 2}`,
    });
    for (const name of services) expect(await isReady(running.urls[name])).toBe(true);
    await running.stop();
    expect(notes().slice(3)).toEqual(['ingestion down', 'validation down', 'serving down']);
    for (const name of services) expect(running.pid(name)).toBeUndefined();
  });

  it('starts again a service that was killed, and only that one', async () => {
    const { options, said } = await setUp();
    const running = await startServices(options);
    onTestFinished(() => running.stop());
    const before = services.map((name) => running.pid(name));
    process.kill(running.pid('validation') ?? 0, 'SIGKILL');
    await vi.waitUntil(() => running.pid('validation') === undefined, { timeout: 10_000 });
    await vi.waitUntil(() => isReady(running.urls.validation), { timeout: 20_000 });
    expect(said).toEqual(['validation ended (SIGKILL); starting it again.']);
    expect(running.pid('validation')).not.toBe(before[1]);
    expect([running.pid('serving'), running.pid('ingestion')]).toEqual([before[0], before[2]]);
  });

  it('fails with what the service said, and leaves none running', async () => {
    const { options, paths } = await setUp({ BROKEN: 'validation' });
    await expect(startServices(options)).rejects.toThrow(
      /^The validation service ended \(exit code 1\).*\nHEADROOM_CADENCE is "7m": give one of 1m, 5m\.$/,
    );
    for (const name of services) expect(await stopService(paths, name)).toBe(false);
  });

  it('names the setting of a taken port', async () => {
    const { options, port } = await setUp();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(port + 1, '127.0.0.1', resolve));
    await expect(startServices(options)).rejects.toThrow(
      `Port ${port + 1} (the validation service) is taken by another program: set HEADROOM_VALIDATION_PORT`,
    );
    await new Promise((resolve) => blocker.close(resolve));
  });

  it('replaces a service left over from a supervisor that was killed', async () => {
    const { options, paths, port } = await setUp();
    const bundle = join(options.bundles ?? '', 'serving', 'main.js');
    const run = { name: 'serving', port, bundle, env: options.env, paths } as const;
    const orphan = spawnService(run);
    await serviceReady(run, orphan, options.caller.stopping);
    const running = await startServices(options);
    onTestFinished(() => running.stop());
    expect(await exitOf(orphan)).toBe('exit code 0');
    expect(running.pid('serving')).not.toBe(orphan.pid);
  });

  it('leaves a service to `npm run dev` for as long as that runs', async () => {
    const { options, paths, port, said } = await setUp();
    const running = await startServices(options);
    onTestFinished(() => running.stop());
    // The record's mark is found in the command line of this test process.
    takeOver(paths, 'validation', port + 1, process.argv[0]);
    await stopService(paths, 'validation');
    await vi.waitUntil(() => said.length > 0, { timeout: 10_000 });
    expect(said).toEqual(['validation is run by `npm run dev` now.']);
    expect(running.pid('validation')).toBeUndefined();
    giveBack(paths, 'validation');
    await vi.waitUntil(() => isReady(running.urls.validation), { timeout: 20_000 });
  });
});
