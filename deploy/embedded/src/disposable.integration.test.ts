import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { startDisposableStack } from './disposable.ts';
import { portIsFree } from './ports.ts';
import type { StackAddresses } from './stack.ts';

const kafkaPort = ({ kafkaBrokers }: StackAddresses): number => Number(kafkaBrokers.split(':')[1]);

describe('a disposable stack', () => {
  it('runs until it is stopped, and leaves no folder', async () => {
    const stack = await startDisposableStack(() => undefined);
    expect(await portIsFree(kafkaPort(stack.addresses))).toBe(false);
    expect(existsSync(stack.home)).toBe(true);
    await stack.stop();
    expect(await portIsFree(kafkaPort(stack.addresses))).toBe(true);
    expect(existsSync(stack.home)).toBe(false);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'does not outlive an owner that ends by %s',
    async (signal) => {
      const module = JSON.stringify(join(import.meta.dirname, 'disposable.ts'));
      const code = `import { startDisposableStack } from ${module};
      console.log(JSON.stringify(await startDisposableStack(() => {})));
      setInterval(() => {}, 1000);`;
      const owner = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
      const { addresses, home } = JSON.parse(line) as { addresses: StackAddresses; home: string };
      expect(await portIsFree(kafkaPort(addresses))).toBe(false);
      owner.kill(signal);
      await vi.waitUntil(() => !existsSync(home), { timeout: 30_000 });
      expect(await portIsFree(kafkaPort(addresses))).toBe(true);
    },
  );
});
