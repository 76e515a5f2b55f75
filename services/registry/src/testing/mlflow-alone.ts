import { OUTBOX_MIGRATIONS, PostgresModule } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { MlflowModule } from '../mlflow.module.ts';

/** The registry without Kafka: events stay in the outbox. */
@Module({ imports: [PostgresModule.with({ outbox: OUTBOX_MIGRATIONS }), MlflowModule] })
export class MlflowAlone {}
