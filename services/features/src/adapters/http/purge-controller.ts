import { CLOCK, Route, type WallClock } from '@headroom/service-kit';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { PurgeExpired } from '../../usecases/offline/purge-expired.ts';

const Request = z.strictObject({
  /** Counts what would go, and removes nothing. */
  dry_run: z.boolean().default(true),
});
const Answer = z.object({
  dry_run: z.boolean(),
  tables: z.array(
    z.object({ table: z.string(), before: z.iso.datetime({ offset: true }), rows: z.int() }),
  ),
});

@Controller('api/v1/purge')
export class PurgeController {
  readonly #purge: PurgeExpired;
  readonly #clock: WallClock;

  constructor(@Inject(PurgeExpired) purge: PurgeExpired, @Inject(CLOCK) clock: WallClock) {
    this.#purge = purge;
    this.#clock = clock;
  }

  @Post()
  @HttpCode(200)
  @Route({
    summary: 'Remove what the offline store has kept for longer than its retention',
    body: Request,
    response: Answer,
    status: 200,
    errors: ['INVALID_REQUEST', 'UNAVAILABLE'],
  })
  async run(@Body() { dry_run }: z.output<typeof Request>) {
    const tables = await this.#purge.run(this.#clock.now(), dry_run);
    return {
      dry_run,
      tables: tables.map(({ before, ...table }) => ({
        ...table,
        before: new Date(before).toISOString(),
      })),
    };
  }
}
