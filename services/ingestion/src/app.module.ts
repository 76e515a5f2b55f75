import { MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import { FilesModule, OBJECTS, ParquetFiles, type ObjectStore } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { ImportObjects } from './adapters/files/import-objects.ts';
import { LocalFiles } from './adapters/files/local-files.ts';
import { IMPORTS, ImportsController } from './adapters/http/imports-controller.ts';
import { RecordsController } from './adapters/http/records-controller.ts';
import type { ImportStore } from './domain/import/ports.ts';
import { AcceptRecords } from './usecases/accept-records.ts';
import { ImportFiles } from './usecases/import-files.ts';
import { PublishImport } from './usecases/publish-import.ts';

@Module({
  imports: [MessagingModule, FilesModule],
  controllers: [RecordsController, ImportsController],
  providers: [
    {
      provide: AcceptRecords,
      inject: [PUBLISHER],
      useFactory: (publisher: Publisher) => new AcceptRecords(publisher),
    },
    {
      provide: IMPORTS,
      inject: [OBJECTS, ParquetFiles],
      useFactory: (objects: ObjectStore, parquet: ParquetFiles) =>
        new ImportObjects(objects, parquet),
    },
    {
      provide: ImportFiles,
      inject: [ParquetFiles, IMPORTS],
      useFactory: (parquet: ParquetFiles, store: ImportStore) =>
        new ImportFiles(new LocalFiles(parquet), store),
    },
    {
      provide: PublishImport,
      inject: [PUBLISHER, IMPORTS],
      useFactory: (publisher: Publisher, store: ImportStore) => new PublishImport(publisher, store),
    },
  ],
})
export class AppModule {}
