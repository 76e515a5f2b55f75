import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@headroom/contracts';
import { build, formatMessagesSync, type BuildFailure, type Message } from 'esbuild';
import { bundleOptions, defaultBundles } from './bundle.ts';
import { repoRoot } from './paths.ts';
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
  copyPrograms(services, bundles);
  return services;
}

/** Programs in other languages go beside the bundle that starts them: <service>/python/. */
function copyPrograms(services: readonly ServiceName[], bundles: string): void {
  for (const service of services) {
    const source = join(repoRoot, 'services', service, 'python');
    const target = join(bundles, service, 'python');
    rmSync(target, { recursive: true, force: true });
    if (existsSync(source)) cpSync(source, target, { recursive: true, filter: isNoCache });
  }
}

const isNoCache = (path: string): boolean => !path.endsWith('__pycache__');

export const buildMessages = (errors: readonly Message[]): string =>
  formatMessagesSync([...errors], { kind: 'error', color: process.stderr.isTTY }).join('\n');

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error;
