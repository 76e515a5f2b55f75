export type { Column, ColumnInfo, ColumnType, FileInfo } from './columnar/column.ts';
export type { Lease } from './lease/lease-store.ts';
export type { ObjectStore, Produced } from './objects/object-store.ts';
export type { OnlineEntry, OnlineKey, OnlineStore, OnlineValue } from './online/online-store.ts';
export type { OutboxRow } from './outbox/outbox-row.ts';
export type { ListenHandler, Sql, SqlValue, Subscription } from './postgres/sql.ts';
export type { FeatureVector } from './vector/feature-vector.ts';
export { decodeVector, encodeVector } from './vector/vector-codec.ts';
