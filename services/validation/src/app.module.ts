import { TOPICS } from '@headroom/contracts';
import { MessagingModule, PUBLISHER, TaskModule, type Publisher } from '@headroom/messaging';
import { CLOCK, CONFIG, type Config, type WallClock } from '@headroom/service-kit';
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
import { CheckController } from './adapters/http/check-controller.ts';
import { RawRecords } from './adapters/kafka/raw-records.ts';
import { CheckFile } from './usecases/check-file.ts';
import { ValidateDataset } from './usecases/validate-dataset.ts';
import { ValidateRecords } from './usecases/validate-records.ts';

@Module({
  imports: [FilesModule],
  providers: [
    {
      provide: CheckFile,
      inject: [OBJECTS, ParquetFiles, CONFIG],
      useFactory: (objects: ObjectStore, parquet: ParquetFiles, { cadenceMs }: Config) =>
        new CheckFile(new ParquetTables(objects, parquet), new JsonReports(objects), cadenceMs),
    },
  ],
  exports: [CheckFile],
})
class DatasetChecks {}

@Module({
  imports: [
    MessagingModule,
    PostgresModule.with({ leases: LEASE_MIGRATIONS }),
    DatasetChecks,
    TaskModule.register({
      service: 'validation',
      topic: TOPICS.commandsValidation,
      leases: LEASES,
      imports: [DatasetChecks],
      inject: [CheckFile],
      handlers: (checkFile: CheckFile) => {
        const validate = new ValidateDataset(checkFile);
        return { validate_data: ({ task, inputs }) => validate.execute(task, inputs) };
      },
    }),
  ],
  controllers: [RawRecords, CheckController],
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
