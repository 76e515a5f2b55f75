import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own lines, on our logger: what it tells of wiring and routes is debug, its warnings and errors stay. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug({ context: rest.at(-1) }, text(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug({ context: rest.at(-1) }, text(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#logger.trace({ context: rest.at(-1) }, text(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#logger.warn({ context: rest.at(-1) }, text(message));
  }

  /** Nest passes (message, stack?, context?). */
  error(message: unknown, ...rest: unknown[]): void {
    const [stack, context] = rest.length > 1 ? rest : [undefined, rest[0]];
    // What it tells here it also throws, and the boot tells that.
    if (context === 'ExceptionHandler') return;
    this.#logger.error({ context, ...(stack === undefined ? {} : { stack }) }, text(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#logger.fatal({ context: rest.at(-1) }, text(message));
  }
}

const text = (message: unknown) =>
  message instanceof Error ? (message.stack ?? message.message) : String(message);
