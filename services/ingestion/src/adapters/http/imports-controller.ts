import { Dataset, WORKLOAD_METRICS } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Mapping } from '../../domain/import/mapping.ts';
import type { ImportStore } from '../../domain/import/ports.ts';
import { ImportFiles } from '../../usecases/import-files.ts';
import { PublishImport } from '../../usecases/publish-import.ts';

/** Injection token of the store of imports. */
export const IMPORTS = Symbol('headroom.ingestion.imports');

const ImportRequest = z.strictObject({
  paths: z.array(z.string().min(1)).min(1, 'names no file'),
  mapping: Mapping.nullable().default(null),
});
const MetricName = z.enum(WORKLOAD_METRICS.map(({ name }) => name));
const ImportAnswer = z.object({
  import_id: z.string(),
  dataset: Dataset,
  used: z.array(
    z.object({
      file: z.string(),
      rows: z.int(),
      services: z.int(),
      metrics: z.array(MetricName),
    }),
  ),
  left_out: z.array(z.object({ file: z.string(), reason: z.string() })),
  declared: z.array(MetricName),
  replaced: z.int(),
  published: z.boolean(),
});
const ImportPath = z.object({
  id: z.string().regex(/^[0-9a-f]{12}$/, 'is no import id: it has 12 hex digits'),
});

@Controller('api/v1/imports')
export class ImportsController {
  readonly #import: ImportFiles;
  readonly #publish: PublishImport;
  readonly #store: ImportStore;

  constructor(
    @Inject(ImportFiles) importFiles: ImportFiles,
    @Inject(PublishImport) publish: PublishImport,
    @Inject(IMPORTS) store: ImportStore,
  ) {
    this.#import = importFiles;
    this.#publish = publish;
    this.#store = store;
  }

  @Post()
  @Route({
    summary:
      'Read CSV and Parquet files of this machine into one staged data set. Nothing is published yet.',
    body: ImportRequest,
    response: ImportAnswer,
    errors: ['INVALID_REQUEST', 'INVALID_DATA', 'NOT_FOUND'],
  })
  post(@Body() { paths, mapping }: z.output<typeof ImportRequest>) {
    return this.#import.execute(paths, mapping);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Route({
    summary: 'Publish every row of an import, in event-time order. Again is harmless.',
    params: ImportPath,
    response: z.object({ dataset: Dataset, published: z.literal(true) }),
    status: 200,
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  })
  async publish(@Param() { id }: z.output<typeof ImportPath>) {
    return { dataset: await this.#publish.execute(id), published: true };
  }

  @Delete(':id')
  @Route({
    summary: 'Remove an import that was refused. A published one stays.',
    params: ImportPath,
    response: z.object({ discarded: z.boolean() }),
  })
  async discard(@Param() { id }: z.output<typeof ImportPath>) {
    return { discarded: await this.#store.discard(id) };
  }
}
