import { Dataset } from '@headroom/contracts';
import { CONFIG, Route, type Config } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { DEFAULT_CONFIG, DEFAULT_RECORDS } from '../../domain/config.ts';
import { GenerateBatch } from '../../usecases/generate-batch.ts';
import { DEFAULT_SPEED, RunLive } from '../../usecases/run-live.ts';
import { InjectionSchema } from './injection-schema.ts';

const BatchRequest = z.strictObject({
  seed: z.int().min(0).default(DEFAULT_CONFIG.seed),
  n_records: z.int().min(1).max(10_000_000).default(DEFAULT_RECORDS),
  n_services: z.int().min(1).max(10_000).default(DEFAULT_CONFIG.services),
  n_clusters: z.int().min(1).max(1_000).default(DEFAULT_CONFIG.clusters),
  start_date: z.iso.date().default('2025-01-01'),
  inject: z.array(InjectionSchema).default([]),
});
const LiveRequest = z.strictObject({
  source: z.string().min(1).optional(),
  speed: z.number().positive().max(100_000).default(DEFAULT_SPEED),
});
const LiveStatus = z.object({
  live: z.object({ source: z.string(), speed: z.number() }).nullable(),
});

@Controller('api/v1')
export class GenerationController {
  readonly #batch: GenerateBatch;
  readonly #live: RunLive;
  readonly #config: Config;

  constructor(
    @Inject(GenerateBatch) batch: GenerateBatch,
    @Inject(RunLive) live: RunLive,
    @Inject(CONFIG) config: Config,
  ) {
    this.#batch = batch;
    this.#live = live;
    this.#config = config;
  }

  @Post('generate')
  @HttpCode(200)
  @Route({
    summary: 'Generate a data set: Parquet, hidden truth, and every row published',
    body: BatchRequest,
    response: z.object({ dataset: Dataset }),
    status: 200,
  })
  async generate(@Body() request: z.output<typeof BatchRequest>) {
    const dataset = await this.#batch.execute(
      {
        seed: request.seed,
        services: request.n_services,
        clusters: request.n_clusters,
        cadenceMs: this.#config.cadenceMs,
        start: Date.parse(request.start_date),
        injections: request.inject,
      },
      request.n_records,
    );
    return { dataset };
  }

  @Post('live/start')
  @HttpCode(200)
  @Route({
    summary: 'Stream on from where the generated data ended',
    body: LiveRequest,
    response: LiveStatus,
    status: 200,
    errors: ['NOT_FOUND'],
  })
  async start(@Body() { source, speed }: z.output<typeof LiveRequest>) {
    return { live: await this.#live.start(source === undefined ? { speed } : { source, speed }) };
  }

  @Post('live/stop')
  @HttpCode(200)
  @Route({ summary: 'Stop streaming', response: LiveStatus, status: 200 })
  async stop() {
    await this.#live.stop();
    return { live: null };
  }

  @Get('live')
  @Route({ summary: 'Whether it streams, from which source, how fast', response: LiveStatus })
  async status() {
    return { live: await this.#live.status() };
  }
}
