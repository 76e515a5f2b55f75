import { TOPICS } from '@headroom/contracts';
import { MessagingModule, PUBLISHER, TaskModule, type Publisher } from '@headroom/messaging';
import { CLOCK, type WallClock } from '@headroom/service-kit';
import {
  FilesModule,
  LEASE_MIGRATIONS,
  LEASES,
  OBJECTS,
  ParquetFiles,
  PostgresModule,
  type ObjectStore,
} from '@headroom/storage';
import { Module } from '@nestjs/common';
import { JsonReports } from './adapters/files/json-reports.ts';
import { ParquetTables } from './adapters/files/parquet-tables.ts';
import { RawRecords } from './adapters/kafka/raw-records.ts';
import { ValidateDataset } from './usecases/validate-dataset.ts';
import { ValidateRecords } from './usecases/validate-records.ts';

@Module({
  imports: [
    MessagingModule,
    FilesModule,
    PostgresModule.with({ leases: LEASE_MIGRATIONS }),
    TaskModule.register({
      service: 'validation',
      topic: TOPICS.commandsValidation,
      leases: LEASES,
      inject: [OBJECTS, ParquetFiles],
      handlers: (objects: ObjectStore, parquet: ParquetFiles) => {
        const validate = new ValidateDataset(
          new ParquetTables(objects, parquet),
          new JsonReports(objects),
        );
        return { validate_data: ({ task, inputs }) => validate.execute(task, inputs) };
      },
    }),
  ],
  controllers: [RawRecords],
  providers: [
    {
      provide: ValidateRecords,
      inject: [PUBLISHER, CLOCK],
      useFactory: (publisher: Publisher, clock: WallClock) =>
        new ValidateRecords(publisher, () => clock.now()),
    },
  ],
})
export class AppModule {}
