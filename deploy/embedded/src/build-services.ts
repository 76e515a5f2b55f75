import type { ServiceName } from '@headroom/contracts';
import { build, formatMessagesSync, type BuildFailure, type Message } from 'esbuild';
import { bundleOptions, defaultBundles } from './bundle.ts';
import { presentServices } from './services.ts';
import { SetupError } from './setup-error.ts';

/** Bundles every service into a folder of the checkout. Throws a SetupError with the compiler's messages. */
export async function buildServices(bundles = defaultBundles): Promise<readonly ServiceName[]> {
  const services = presentServices();
  try {
    await build(bundleOptions(services, bundles));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new SetupError(`The build failed.\n${buildMessages(error.errors)}`);
  }
  return services;
}

export const buildMessages = (errors: readonly Message[]): string =>
  formatMessagesSync([...errors], { kind: 'error', color: process.stderr.isTTY }).join('\n');

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error;
