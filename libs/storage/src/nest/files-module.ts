import { CONFIG, type Config } from '@headroom/service-kit';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ParquetFiles } from '../columnar/parquet-files.ts';
import { FolderObjectStore } from '../objects/folder-object-store.ts';

/** Injection token of the object store (`ObjectStore`) under HEADROOM_OBJECT_ROOT. */
export const OBJECTS = Symbol('headroom.objects');

/** The object store, and the reader and writer of its Parquet files (`ParquetFiles`). */
@Global()
@Module({
  providers: [
    {
      provide: OBJECTS,
      inject: [CONFIG],
      useFactory: (config: Config) => FolderObjectStore.open(config.objectRoot),
    },
    { provide: ParquetFiles, useFactory: () => ParquetFiles.open() },
  ],
  exports: [OBJECTS, ParquetFiles],
})
export class FilesModule implements OnApplicationShutdown {
  readonly #parquet: ParquetFiles;

  constructor(@Inject(ParquetFiles) parquet: ParquetFiles) {
    this.#parquet = parquet;
  }

  onApplicationShutdown(): void {
    this.#parquet.close();
  }
}
