import { HeadroomError } from '@headroom/contracts';
import type { z } from 'zod';
import { createService, type RunningService, type ServiceOptions } from './create-service.ts';

/** sysexits.h EX_CONFIG: started again with the same configuration, it would fail again. */
const EXIT_CONFIG = 78;
const DRAIN_MS = 20_000;

/** The whole `main.ts` of a service: boots it, drains it on SIGTERM or SIGINT, and tells in one line why it cannot start. */
export async function bootService<S extends z.ZodObject>(
  options: ServiceOptions<S>,
): Promise<void> {
  try {
    const service = await createService(options, process.env);
    endOnSignals(service);
    service.logger.info({ url: service.url }, 'listening');
  } catch (error) {
    process.stderr.write(bootError(options.name, error));
    process.exit(
      error instanceof HeadroomError && error.code === 'INVALID_CONFIG' ? EXIT_CONFIG : 1,
    );
  }
}

function bootError(name: string, error: unknown): string {
  if (!(error instanceof HeadroomError)) {
    return `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  }
  return error.message.replace(/^/gm, `${name}: `) + '\n';
}

function endOnSignals(service: RunningService<z.ZodObject>): void {
  const { logger } = service;
  let ending = false;
  const end = (reason: string, code: number) => {
    if (ending) {
      logger.warn({ reason }, 'ends at once: told twice');
      process.exit(1);
    }
    ending = true;
    logger.info({ reason }, 'draining');
    setTimeout(() => {
      logger.error(`work in flight did not finish within ${DRAIN_MS} ms: ends without it`);
      process.exit(1);
    }, DRAIN_MS).unref();
    service.close().then(
      () => {
        logger.info('drained');
        process.exit(code);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught error');
    if (!ending) end('uncaught error', 1);
  });
}
