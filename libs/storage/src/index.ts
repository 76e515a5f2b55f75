export type { Column, ColumnInfo, ColumnType, FileInfo } from './columnar/column.ts';
export { ColumnTable } from './columnar/column-table.ts';
export { FileTables } from './columnar/file-tables.ts';
export type { FileScan } from './columnar/file-tables.ts';
export { ParquetFiles } from './columnar/parquet-files.ts';
export { LEASE_MIGRATIONS } from './lease/lease-migrations.ts';
export type { TaskLease, TaskTry } from './lease/lease-store.ts';
export { FilesModule, OBJECTS } from './nest/files-module.ts';
export { OutboxModule } from './nest/outbox-module.ts';
export { DATABASE, LEASES, PostgresModule } from './nest/postgres-module.ts';
export { FolderObjectStore } from './objects/folder-object-store.ts';
export type { ObjectStore, Produced } from './objects/object-store.ts';
export { MemoryOnlineStore } from './online/memory-online-store.ts';
export type {
  OnlineEntry,
  OnlineGuard,
  OnlineKey,
  OnlineStore,
  OnlineValue,
} from './online/online-store.ts';
export { RedisChanges } from './online/redis-changes.ts';
export { RedisConnection, redisScript } from './online/redis-connection.ts';
export { RedisOnlineStore } from './online/redis-online-store.ts';
export type { RedisOnlineStoreOptions } from './online/redis-online-store.ts';
export { enqueue } from './outbox/enqueue.ts';
export { OUTBOX_MIGRATIONS } from './outbox/outbox-migrations.ts';
export type { OutboxRow } from './outbox/outbox-row.ts';
export { arrayLiteral } from './postgres/bulk-column.ts';
export type { BulkColumn } from './postgres/bulk-column.ts';
export { bulkUpsert } from './postgres/bulk-upsert.ts';
export type { BulkUpsert } from './postgres/bulk-upsert.ts';
export { migrate, migrateDown } from './postgres/migrate.ts';
export type { Migration } from './postgres/migrate.ts';
export { fromPgError } from './postgres/pg-error.ts';
export { Postgres } from './postgres/postgres.ts';
export type { PostgresOptions } from './postgres/postgres.ts';
export type {
  Database,
  ListenHandler,
  Sql,
  SqlText,
  SqlValue,
  Subscription,
} from './postgres/sql.ts';
export type { FeatureVector } from './vector/feature-vector.ts';
export { decodeVector, encodeVector } from './vector/vector-codec.ts';
