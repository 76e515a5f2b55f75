import { randomUUID } from 'node:crypto';
import { EntityId } from '@headroom/contracts';
import { CLOCK, Route, type WallClock } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Backfill } from '../../domain/offline/backfill-store.ts';
import { BackfillLate } from '../../usecases/offline/backfill-late.ts';

const instant = z.iso.datetime({ offset: true });

const Request = z.strictObject({
  /** Event times after this. */
  from: instant,
  /** Up to and including this. */
  to: instant,
  /** All services when left out. */
  services: z.array(EntityId).min(1).optional(),
  author: z.string().min(1).max(200),
  reason: z.string().min(1).max(1_000),
});

const Answer = z.object({
  backfill_id: z.string(),
  author: z.string(),
  reason: z.string(),
  from: instant,
  to: instant,
  services: z.array(z.string()).nullable(),
  /** Late records that it found. */
  records: z.int(),
  requested_at: instant,
  /** When all of them had been sent again; null while they are. */
  sent_at: instant.nullable(),
});

@Controller('api/v1/backfills')
export class BackfillsController {
  readonly #backfills: BackfillLate;
  readonly #clock: WallClock;

  constructor(@Inject(BackfillLate) backfills: BackfillLate, @Inject(CLOCK) clock: WallClock) {
    this.#backfills = backfills;
    this.#clock = clock;
  }

  @Post()
  @HttpCode(200)
  @Route({
    summary: 'Let the late records of a range of event times be used from now on',
    body: Request,
    response: Answer,
    status: 200,
    errors: ['INVALID_REQUEST', 'UNAVAILABLE'],
  })
  async run(@Body() { from, to, services, author, reason }: z.output<typeof Request>) {
    const backfill = await this.#backfills.run({
      id: randomUUID(),
      author,
      reason,
      from: Date.parse(from),
      to: Date.parse(to),
      services: services ?? null,
      requestedAt: new Date(this.#clock.now()),
    });
    return answer(backfill);
  }

  @Get()
  @Route({
    summary: 'Backfills, newest first',
    response: z.object({ backfills: z.array(Answer) }),
  })
  async list() {
    return { backfills: (await this.#backfills.list()).map(answer) };
  }
}

const answer = (backfill: Backfill): z.output<typeof Answer> => ({
  backfill_id: backfill.id,
  author: backfill.author,
  reason: backfill.reason,
  from: new Date(backfill.from).toISOString(),
  to: new Date(backfill.to).toISOString(),
  services: backfill.services === null ? null : [...backfill.services],
  records: backfill.records,
  requested_at: backfill.requestedAt.toISOString(),
  sent_at: backfill.sentAt?.toISOString() ?? null,
});
