import { describe, expect, inject, it, vi } from 'vitest';
import { develop } from './develop.ts';
import { statePaths } from './paths.ts';
import { freePortRun } from './ports.ts';
import { serviceEnvironment } from './service-environment.ts';
import { isTakenOver } from './take-over.ts';
import { testFolder } from './test-folder.ts';
import type { StackAddresses } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly stack: StackAddresses;
  }
}

describe('develop', () => {
  it('runs a service from source until it is called off', async () => {
    const home = testFolder();
    const port = await freePortRun(1);
    const env = serviceEnvironment(
      {
        ...process.env,
        HEADROOM_INGESTION_PORT: String(port),
        HEADROOM_TOPIC_PREFIX: `dev-${port}.`,
      },
      { home, addresses: inject('stack') },
    );
    const controller = new AbortController();
    const said: string[] = [];
    const caller = { progress: (line: string) => said.push(line), stopping: controller.signal };
    const ended = develop({ name: 'ingestion', home, bundles: home, env }, caller);
    await vi.waitUntil(() => said.some((line) => line.includes('is ready on')), {
      timeout: 40_000,
    });
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).ok).toBe(true);

    controller.abort();
    await ended;
    expect(isTakenOver(statePaths(home), 'ingestion')).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  });
});
