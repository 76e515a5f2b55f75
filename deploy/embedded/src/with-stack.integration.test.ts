import { describe, expect, it, onTestFinished } from 'vitest';
import { freePortRun } from './ports.ts';
import { resetStack, stackStatus, startStack, stopStack } from './stack.ts';
import { testFolder } from './test-folder.ts';
import { withStack } from './with-stack.ts';

describe('withStack', () => {
  it('stops what it started and nothing else, also when the work fails or is called off', async () => {
    const controller = new AbortController();
    const caller = { progress: () => undefined, stopping: new AbortController().signal };
    const port = await freePortRun(4);
    const ports = { kafka: port, postgres: port + 2, redis: port + 3 };
    const settings = { home: testFolder(), ports, durable: false };
    onTestFinished(() => resetStack(settings.home, caller));
    const running = async () =>
      (await stackStatus(settings, caller))
        .filter(({ state }) => state === 'running')
        .map(({ server }) => server);

    await startStack(settings, caller);
    await stopStack(settings.home, caller, ['redis']);
    const during: string[][] = [];
    const look = async () => void during.push(await running());
    await withStack(settings, caller, Promise.resolve(), look);
    expect(during).toEqual([['kafka', 'postgres', 'redis']]);
    expect(await running()).toEqual(['kafka', 'postgres']);

    const failing = withStack(settings, caller, Promise.reject(new Error('no Python')), look);
    await expect(failing).rejects.toThrow('no Python');
    expect(await running()).toEqual(['kafka', 'postgres']);

    const calledOff = { ...caller, stopping: controller.signal };
    const interrupted = withStack(settings, calledOff, Promise.resolve(), look);
    controller.abort();
    await expect(interrupted).rejects.toThrow('aborted');
    expect(await running()).toEqual(['kafka', 'postgres']);
    expect(during).toHaveLength(1);
  });
});
