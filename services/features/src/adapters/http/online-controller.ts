import { Route } from '@headroom/service-kit';
import { Body, Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ReadOnlineFeatures } from '../../usecases/online/read-online-features.ts';
import { ARROW_STREAM, tableToArrow } from '../table/table-arrow.ts';
import { inOwnErrors, wantedOf } from './online-request.ts';
import { onlineJson, onlineTable } from './online-tables.ts';

const Request = z.strictObject({
  /** Either this, or `features`. */
  feature_service: z.string().optional(),
  /** `view:feature` */
  features: z.array(z.string()).min(1).optional(),
  /** Values of join keys and of request data by column. An int64 beyond 2^53 is a string of digits. */
  entities: z.record(z.string(), z.array(z.unknown())),
});

const OnlineFeatures = z.object({
  rows: z.int(),
  entities: z.record(z.string(), z.array(z.unknown())),
  /** By view, one item each row. */
  views: z.record(
    z.string(),
    z.object({
      status: z.array(z.enum(['FRESH', 'STALE', 'MISSING'])),
      event_timestamp: z.array(z.iso.datetime().nullable()),
      /** By feature. Null is a missing value. */
      values: z.record(z.string(), z.array(z.unknown())),
    }),
  ),
});

/** Newest features of any views, with status and event time per view; what Feast's protocol says feature by feature. */
@Controller('api/v1')
export class OnlineController {
  readonly #features: ReadOnlineFeatures;

  constructor(@Inject(ReadOnlineFeatures) features: ReadOnlineFeatures) {
    this.#features = features;
  }

  @Post('online-features')
  @HttpCode(200)
  @Route({
    summary: `Newest features of many entities, by view; as an Arrow stream where accept is ${ARROW_STREAM}`,
    body: Request,
    response: OnlineFeatures,
    status: 200,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async read(
    @Body() { feature_service, features, entities }: z.output<typeof Request>,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = wantedOf(feature_service, features);
    await inOwnErrors(async () => {
      const plan = this.#features.plan(wanted);
      const answer = await this.#features.read(plan, entities);
      if (accept?.includes(ARROW_STREAM) === true) {
        await reply.type(ARROW_STREAM).send(Buffer.from(tableToArrow(onlineTable(plan, answer))));
      } else await reply.type('application/json').send(onlineJson(plan, answer));
    });
  }
}
