import { Route } from '@headroom/service-kit';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { CollectGarbage } from '../artifacts/collect-garbage.ts';

const DAY = 86_400_000;
const Collect = z.object({
  dry_run: z.boolean().default(true),
  retention_ms: z
    .int()
    .min(0)
    .default(30 * DAY),
  grace_ms: z.int().min(0).default(DAY),
});
const Counts = z.object({ run: z.int(), logged_model: z.int(), object: z.int() });

@Controller('api/v1/garbage')
export class GarbageController {
  readonly #collect: CollectGarbage;

  constructor(@Inject(CollectGarbage) collect: CollectGarbage) {
    this.#collect = collect;
  }

  @Post('collect')
  @HttpCode(200)
  @Route({
    summary:
      'Marks what is used no more, and removes what an earlier collection marked; a dry run unless told',
    body: Collect,
    response: z.object({ marked: Counts, removed: Counts }),
    status: 200,
  })
  async collect(@Body() body: z.output<typeof Collect>) {
    return this.#collect.execute({
      dryRun: body.dry_run,
      retentionMs: body.retention_ms,
      graceMs: body.grace_ms,
    });
  }
}
