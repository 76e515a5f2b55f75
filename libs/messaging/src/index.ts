export { decodeJson, parseJson } from './codec/decode.ts';
export { derivedEventId } from './codec/derived-event-id.ts';
export { fromOutboxRow, toOutboxRow } from './codec/outbox-row.ts';
export { partitionOf } from './codec/partitioner.ts';
export { CollectedMetrics } from './contract/collected-metrics.ts';
export { publishLinked } from './core/publish-linked.ts';
export { processBatch } from './core/process-batch.ts';
export { InMemoryBroker } from './fake/in-memory-broker.ts';
export { createKafkaBus } from './kafka/bus.ts';
export type { KafkaBus } from './kafka/bus.ts';
export { KafkaBatch } from './nest/kafka-batch.ts';
export { kafkaTransport } from './nest/kafka-transport.ts';
export { MessagingModule } from './nest/messaging-module.ts';
export { TaskModule } from './nest/task-module.ts';
export { MESSAGE_BUS, PUBLISHER } from './nest/tokens.ts';
export { OK, deadLetter, drop } from './outcome.ts';
export type {
  BatchContext,
  BatchHandler,
  Consumer,
  Delivered,
  EventToSend,
  LogRecord,
  Outcome,
  Publisher,
} from './port.ts';
export { InMemoryLeaseStore } from './tasks/in-memory-lease-store.ts';
export { LEASE_STORE_CONTRACT } from './tasks/lease-store-contract.ts';
export type { LeaseStore } from './tasks/lease-store.ts';
export { TaskWorker } from './tasks/task-worker.ts';
export type { TaskCall } from './tasks/run-tasks.ts';
