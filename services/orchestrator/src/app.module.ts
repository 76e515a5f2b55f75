import { createHash } from 'node:crypto';
import { fromOutboxRow, MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import { CLOCK, CONFIG, type Config, type WallClock } from '@headroom/service-kit';
import {
  DATABASE,
  OUTBOX_MIGRATIONS,
  OutboxModule,
  PostgresModule,
  type Database,
} from '@headroom/storage';
import { Module } from '@nestjs/common';
import { DagsController } from './adapters/http/dags-controller.ts';
import { RunEventsController } from './adapters/http/run-events-controller.ts';
import { RunsController } from './adapters/http/runs-controller.ts';
import { TasksController } from './adapters/http/tasks-controller.ts';
import { OUTBOX } from './adapters/kafka/outbox-events.ts';
import { ResultsController } from './adapters/kafka/results-controller.ts';
import { TriggersController } from './adapters/kafka/triggers-controller.ts';
import { Metadata } from './adapters/postgres/metadata.ts';
import { RunChanges } from './adapters/postgres/run-changes.ts';
import { cronSchedule } from './adapters/timers/cron-schedule.ts';
import { Timers } from './adapters/timers/timers.ts';
import { DAGS, RUN_READER, RUN_STORE, SCHEDULES } from './adapters/tokens.ts';
import { mlCloudOptimizerPipeline } from './domain/pipelines/ml-cloud-optimizer.ts';
import type { Dags, RunReader, RunStore } from './domain/ports.ts';
import type { Schedule } from './domain/schedule.ts';
import type { settings } from './settings.ts';
import { ApplyEvent } from './usecases/apply-event.ts';
import { CancelRun } from './usecases/cancel-run.ts';
import { FireSchedule } from './usecases/fire-schedule.ts';
import { RequestRun } from './usecases/request-run.ts';
import { SetPaused } from './usecases/set-paused.ts';
import { WakeDue } from './usecases/wake-due.ts';

type Settings = Config<typeof settings>;

const dags = ({ settings }: Settings): Dags => {
  const pipeline = mlCloudOptimizerPipeline({
    retryDelayMs: settings.HEADROOM_RETRY_DELAY_SECONDS * 1000,
    silenceMs: settings.HEADROOM_TASK_SILENCE_SECONDS * 1000,
  });
  return new Map([[pipeline.id, pipeline]]);
};

const schedules = ({ settings }: Settings, all: Dags): ReadonlyMap<string, Schedule> =>
  settings.HEADROOM_SCHEDULE === 'none'
    ? new Map()
    : new Map([...all.keys()].map((id) => [id, cronSchedule(settings.HEADROOM_SCHEDULE)]));

const tag = (triggerId: string) => createHash('sha256').update(triggerId).digest('hex').slice(0, 8);

@Module({
  imports: [
    MessagingModule,
    PostgresModule.with({ outbox: OUTBOX_MIGRATIONS }),
    OutboxModule.with({
      outbox: OUTBOX,
      publisher: PUBLISHER,
      publish: (publisher: Publisher, rows) => publisher.publish(rows.map(fromOutboxRow)),
    }),
  ],
  controllers: [
    DagsController,
    RunsController,
    TasksController,
    RunEventsController,
    ResultsController,
    TriggersController,
  ],
  providers: [
    Timers,
    { provide: DAGS, inject: [CONFIG], useFactory: dags },
    { provide: SCHEDULES, inject: [CONFIG, DAGS], useFactory: schedules },
    {
      provide: Metadata,
      inject: [CONFIG, DAGS],
      useFactory: ({ postgresUrl }: Config, all: Dags) =>
        Metadata.open(postgresUrl, [...all.keys()]),
    },
    {
      provide: RUN_STORE,
      inject: [Metadata],
      useFactory: (metadata: Metadata): RunStore => metadata.runs,
    },
    {
      provide: RUN_READER,
      inject: [Metadata],
      useFactory: (metadata: Metadata): RunReader => metadata.runs,
    },
    {
      provide: RunChanges,
      inject: [DATABASE],
      useFactory: (database: Database) => new RunChanges(database),
    },
    {
      provide: ApplyEvent,
      inject: [DAGS, RUN_STORE, CLOCK],
      useFactory: (all: Dags, store: RunStore, clock: WallClock) =>
        new ApplyEvent(all, store, () => clock.now()),
    },
    {
      provide: CancelRun,
      inject: [DAGS, RUN_STORE, ApplyEvent, CLOCK],
      useFactory: (all: Dags, store: RunStore, applyEvent: ApplyEvent, clock: WallClock) =>
        new CancelRun(all, store, applyEvent, () => clock.now()),
    },
    {
      provide: RequestRun,
      inject: [DAGS, RUN_STORE, CLOCK],
      useFactory: (all: Dags, store: RunStore, clock: WallClock) =>
        new RequestRun(all, store, () => clock.now(), tag),
    },
    {
      provide: SetPaused,
      inject: [DAGS, RUN_STORE, RUN_READER, ApplyEvent, CLOCK],
      useFactory: (
        all: Dags,
        store: RunStore,
        reader: RunReader,
        applyEvent: ApplyEvent,
        clock: WallClock,
      ) => new SetPaused(all, store, reader, applyEvent, () => clock.now()),
    },
    {
      provide: WakeDue,
      inject: [RUN_READER, ApplyEvent, CLOCK],
      useFactory: (reader: RunReader, applyEvent: ApplyEvent, clock: WallClock) =>
        new WakeDue(reader, applyEvent, () => clock.now()),
    },
    {
      provide: FireSchedule,
      inject: [DAGS, RUN_STORE, RequestRun, CLOCK],
      useFactory: (all: Dags, store: RunStore, requestRun: RequestRun, clock: WallClock) =>
        new FireSchedule(all, store, requestRun, () => clock.now()),
    },
  ],
})
export class AppModule {}
