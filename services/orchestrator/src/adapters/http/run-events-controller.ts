import { LOGGER, Route, type createLogger } from '@headroom/service-kit';
import { Controller, Inject, Param, Sse, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import type { RunReader } from '../../domain/ports.ts';
import { RunChanges } from '../postgres/run-changes.ts';
import { RUN_READER } from '../tokens.ts';
import { runEvents } from './run-events.ts';
import { RunPath, runAt } from './run-path.ts';

@Controller('api/v1/dags/:dag/runs/:run/events')
export class RunEventsController implements OnModuleInit {
  readonly #reader: RunReader;
  readonly #changes: RunChanges;
  readonly #logger: ReturnType<typeof createLogger>;
  readonly #http: HttpAdapterHost<FastifyAdapter>;

  constructor(
    @Inject(RUN_READER) reader: RunReader,
    @Inject(RunChanges) changes: RunChanges,
    @Inject(LOGGER) logger: ReturnType<typeof createLogger>,
    @Inject(HttpAdapterHost) http: HttpAdapterHost<FastifyAdapter>,
  ) {
    this.#reader = reader;
    this.#changes = changes;
    this.#logger = logger;
    this.#http = http;
  }

  /** The server waits for requests in flight when it closes: open streams must end before. */
  onModuleInit(): void {
    const fastify = this.#http.httpAdapter.getInstance();
    fastify.addHook('preClose', async () => this.#changes.end());
  }

  @Sse()
  @Route({
    summary: 'Server-sent events: `task` and `run`, first as they stand, then every change',
    params: RunPath,
    errors: ['NOT_FOUND'],
  })
  async events(@Param() path: z.output<typeof RunPath>) {
    await runAt(this.#reader, path);
    const key = { dagId: path.dag, runId: path.run };
    return runEvents(this.#reader, this.#changes, key, (error) =>
      this.#logger.warn({ err: error }, 'a stream of run events waits for the database'),
    );
  }
}
