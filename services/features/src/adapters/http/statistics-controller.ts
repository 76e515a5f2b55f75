import { ViewStatistics } from '@headroom/contracts';
import { CLOCK, Route, type WallClock } from '@headroom/service-kit';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { FeatureStatistics } from '../../usecases/offline/feature-statistics.ts';

const instant = z.iso.datetime({ offset: true });
const Named = z.object({ name: z.string() });
const Range = z.object({
  /** Event times after this; 7 days before `to` when left out. */
  from: instant.optional(),
  /** Up to and including this; now, by the machine's clock, when left out. */
  to: instant.optional(),
});

const WEEK_MS = 7 * 86_400_000;

@Controller('api/v1/feature-views')
export class StatisticsController {
  readonly #statistics: FeatureStatistics;
  readonly #clock: WallClock;

  constructor(
    @Inject(FeatureStatistics) statistics: FeatureStatistics,
    @Inject(CLOCK) clock: WallClock,
  ) {
    this.#statistics = statistics;
    this.#clock = clock;
  }

  @Get(':name/statistics')
  @Route({
    summary: "What the values of a view's features are like over a stretch of event time",
    params: Named,
    query: Range,
    response: ViewStatistics,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async read(@Param() { name }: z.output<typeof Named>, @Query() range: z.output<typeof Range>) {
    const upTo = range.to === undefined ? this.#clock.now() : Date.parse(range.to);
    const after = range.from === undefined ? upTo - WEEK_MS : Date.parse(range.from);
    const { rows, newest, features } = await this.#statistics.of(name, { after, upTo });
    return {
      feature_view: name,
      from: new Date(after).toISOString(),
      to: new Date(upTo).toISOString(),
      rows,
      newest_event_timestamp: newest === null ? null : new Date(newest).toISOString(),
      freshness_seconds: newest === null ? null : (upTo - newest) / 1000,
      features,
    };
  }
}
