import { startDisposableStack, type StackAddresses } from '@headroom/embedded';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';

declare module 'vitest' {
  interface ProvidedContext {
    readonly stack: StackAddresses;
  }
}

const Addresses = z.object({
  kafkaBrokers: z.string(),
  postgresUrl: z.string(),
  redisUrl: z.string(),
});

/**
 * One real Kafka, Postgres and Redis for all test files of a run. `HEADROOM_TEST_STACK` (printed by
 * `npm run stack start`) names a running stack to use instead, which saves its start.
 *
 * @public Vitest calls it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env['HEADROOM_TEST_STACK'];
  if (running !== undefined && running !== '') {
    project.provide('stack', Addresses.parse(JSON.parse(running)));
    return async () => undefined;
  }
  const stack = await startDisposableStack((line) => process.stderr.write(`${line}\n`));
  project.provide('stack', stack.addresses);
  return () => stack.stop();
}
