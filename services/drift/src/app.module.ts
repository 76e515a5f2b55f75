import { TOPICS } from '@headroom/contracts';
import { MessagingModule, PUBLISHER, TaskModule, type Publisher } from '@headroom/messaging';
import { CONFIG, LOGGER, type Logger } from '@headroom/service-kit';
import {
  FilesModule,
  LEASE_MIGRATIONS,
  LEASES,
  OBJECTS,
  OUTBOX_MIGRATIONS,
  ParquetFiles,
  PostgresModule,
  type ObjectStore,
} from '@headroom/storage';
import { Module } from '@nestjs/common';
import { KafkaDriftAlerts } from './adapters/kafka/kafka-drift-alerts.ts';
import { LIVE_MIGRATIONS } from './adapters/postgres/live-migrations.ts';
import { LiveModule } from './live.module.ts';
import type { DriftConfig } from './settings.ts';
import { DetectDrift } from './usecases/detect-drift.ts';
import { GenerateReport } from './usecases/generate-report.ts';

@Module({
  imports: [
    MessagingModule,
    FilesModule,
    PostgresModule.with({
      leases: LEASE_MIGRATIONS,
      outbox: OUTBOX_MIGRATIONS,
      drift: LIVE_MIGRATIONS,
    }),
    LiveModule,
    TaskModule.register({
      service: 'drift',
      topic: TOPICS.commandsDrift,
      leases: LEASES,
      // The report does not wait for the tests.
      lane: ({ task }) => task.task_id,
      inject: [OBJECTS, ParquetFiles, PUBLISHER, LOGGER, CONFIG],
      handlers: (
        objects: ObjectStore,
        parquet: ParquetFiles,
        publisher: Publisher,
        logger: Logger,
        { settings }: DriftConfig,
      ) => {
        const files = { objects, parquet };
        const detect = new DetectDrift({
          files,
          alerts: new KafkaDriftAlerts(publisher, logger),
          rule: {
            correction: settings.HEADROOM_DRIFT_CORRECTION,
            alpha: settings.HEADROOM_DRIFT_ALPHA,
            minEffect: settings.HEADROOM_DRIFT_MIN_EFFECT,
          },
          retrain: settings.HEADROOM_DRIFT_RETRAIN,
        });
        const report = new GenerateReport(files);
        return {
          detect_drift: ({ task, inputs, signal }) => detect.execute(task, inputs, signal),
          generate_report: ({ task, inputs }) => report.execute(task, inputs),
        };
      },
    }),
  ],
})
export class AppModule {}
