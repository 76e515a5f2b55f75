import { TOPICS } from '@headroom/contracts';
import { fromOutboxRow, MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import { CONFIG } from '@headroom/service-kit';
import { DATABASE, OutboxModule, type Database } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { LiveErrorsController } from './adapters/http/live-errors-controller.ts';
import { LiveControllers } from './adapters/kafka/live-controllers.ts';
import { OUTBOX, PgLiveStore } from './adapters/postgres/postgres-live-store.ts';
import { SHADOW_PREDICTIONS } from './adapters/tokens.ts';
import type { DriftConfig } from './settings.ts';
import { FollowAliases } from './usecases/live/follow-aliases.ts';
import type { LivePorts } from './usecases/live/judge-models.ts';
import { recordLiveError } from './usecases/live/live-metrics.ts';
import { WatchLevels } from './usecases/live/watch-levels.ts';
import { WatchPredictions } from './usecases/live/watch-predictions.ts';

const HOUR_MS = 3_600_000;

const portsOf = (store: PgLiveStore, { settings }: DriftConfig): LivePorts => ({
  store,
  rule: {
    windowMs: settings.HEADROOM_LIVE_ERROR_WINDOW_HOURS * HOUR_MS,
    minRows: settings.HEADROOM_LIVE_ERROR_MIN_ROWS,
    factor: settings.HEADROOM_LIVE_ERROR_FACTOR,
    confidence: settings.HEADROOM_LIVE_ERROR_CONFIDENCE,
  },
  onJudged: recordLiveError,
});

const inject = [PgLiveStore, CONFIG];

/** Live error: predictions joined with what came, judged, and told. */
@Module({
  imports: [
    MessagingModule,
    OutboxModule.with({
      outbox: OUTBOX,
      publisher: PUBLISHER,
      publish: (publisher: Publisher, rows) => publisher.publish(rows.map(fromOutboxRow)),
    }),
  ],
  controllers: [LiveControllers, LiveErrorsController],
  providers: [
    {
      provide: PgLiveStore,
      inject: [DATABASE],
      useFactory: (database: Database) => new PgLiveStore(database),
    },
    {
      provide: WatchLevels,
      inject,
      useFactory: (store: PgLiveStore, config: DriftConfig) =>
        new WatchLevels(portsOf(store, config), config.cadenceMs),
    },
    {
      provide: WatchPredictions,
      inject,
      useFactory: (store: PgLiveStore, config: DriftConfig) =>
        new WatchPredictions(portsOf(store, config), TOPICS.predictionsMade),
    },
    {
      provide: SHADOW_PREDICTIONS,
      inject,
      useFactory: (store: PgLiveStore, config: DriftConfig) =>
        new WatchPredictions(portsOf(store, config), TOPICS.predictionsShadow),
    },
    {
      provide: FollowAliases,
      inject,
      useFactory: (store: PgLiveStore, config: DriftConfig) =>
        new FollowAliases(portsOf(store, config)),
    },
  ],
})
export class LiveModule {}
