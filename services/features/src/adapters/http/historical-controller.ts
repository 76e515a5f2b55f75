import { HeadroomError } from '@headroom/contracts';
import { parseBody, Route } from '@headroom/service-kit';
import { Body, Controller, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { entityFrame, type EntityFrame } from '../../domain/offline/entity-frame.ts';
import { ReadHistoricalFeatures } from '../../usecases/offline/read-historical-features.ts';
import { frameFromArrow } from '../table/frame-arrow.ts';
import { ARROW_STREAM, tableToArrow } from '../table/table-arrow.ts';
import { tableToJson } from '../table/table-json.ts';
import { PARQUET, ParquetTables } from '../table/table-parquet.ts';

const asked = {
  feature_service: z.string().optional(),
  full_feature_names: z.boolean().default(false),
  /** As it was known then: what came in later is not seen. */
  known_at: z.iso.datetime({ offset: true }).optional(),
};

const JsonBody = z.strictObject({
  ...asked,
  features: z.array(z.string()).optional(),
  entities: z.record(z.string(), z.array(z.unknown())),
});

/** What JSON says in the body, Arrow and Parquet say in the query; `features` are separated by commas. */
const AskedQuery = z.object({
  ...asked,
  full_feature_names: z.stringbool().default(false),
  features: z
    .string()
    .transform((list) => list.split(','))
    .optional(),
});

@Controller('api/v1')
export class HistoricalController {
  readonly #historical: ReadHistoricalFeatures;
  readonly #parquet: ParquetTables;

  constructor(
    @Inject(ReadHistoricalFeatures) historical: ReadHistoricalFeatures,
    @Inject(ParquetTables) parquet: ParquetTables,
  ) {
    this.#historical = historical;
    this.#parquet = parquet;
  }

  @Post('historical-features')
  @HttpCode(200)
  @Route({
    summary:
      'Point-in-time join: features of entity rows as they were at event_timestamp. Body and answer are JSON, an Arrow stream or Parquet, by content-type and accept',
    query: AskedQuery,
    response: z.unknown(),
    status: 200,
    errors: ['INVALID_REQUEST', 'INVALID_DATA', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async read(
    @Body() body: unknown,
    @Query() query: z.output<typeof AskedQuery>,
    @Headers('content-type') contentType: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { entities, ...which } = await this.#request(body, query, contentType ?? '');
    if ((which.feature_service === undefined) === (which.features === undefined)) {
      throw new HeadroomError('INVALID_REQUEST', 'give either feature_service or features');
    }
    const table = await this.#historical.read({
      wanted: {
        featureService: which.feature_service ?? null,
        features: which.features ?? [],
        fullNames: which.full_feature_names,
      },
      entities,
      knownAt: which.known_at === undefined ? null : Date.parse(which.known_at),
    });
    if (accept?.includes(ARROW_STREAM) === true) {
      await reply.type(ARROW_STREAM).send(Buffer.from(tableToArrow(table)));
    } else if (accept?.includes(PARQUET) === true) {
      await reply.type(PARQUET).send(Buffer.from(await this.#parquet.bytes(table)));
    } else await reply.type('application/json').send(tableToJson(table));
  }

  async #request(
    body: unknown,
    query: z.output<typeof AskedQuery>,
    contentType: string,
  ): Promise<Omit<z.output<typeof JsonBody>, 'entities'> & { entities: EntityFrame }> {
    if (body instanceof Uint8Array) {
      const entities = contentType.startsWith(PARQUET)
        ? await this.#parquet.frame(body)
        : frameFromArrow(body);
      return { ...query, entities };
    }
    const { entities, ...which } = parseBody(JsonBody, body);
    return { ...which, entities: entityFrame(new Map(Object.entries(entities))) };
  }
}
