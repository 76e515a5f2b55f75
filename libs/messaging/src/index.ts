export { decodeJson, parseJson } from './codec/decode.ts';
export type { Decoded } from './codec/decode.ts';
export { derivedEventId } from './codec/derived-event-id.ts';
export { fromOutboxRow, toOutboxRow } from './codec/outbox-row.ts';
export { partitionOf } from './codec/partitioner.ts';
export { rejectionOf } from './codec/rejection.ts';
export { processBatch } from './core/process-batch.ts';
export type { BatchRun } from './core/process-batch.ts';
export { InMemoryBroker } from './fake/in-memory-broker.ts';
export type { ForeignMessage } from './fake/in-memory-broker.ts';
export { createKafkaBus } from './kafka/bus.ts';
export type { KafkaBus } from './kafka/bus.ts';
export type { KafkaOptions } from './kafka/options.ts';
export type { BusLogger } from './logger.ts';
export { KafkaBatch } from './nest/kafka-batch.ts';
export type { KafkaBatchOptions } from './nest/kafka-batch.ts';
export { KafkaBatchServer } from './nest/kafka-batch-server.ts';
export { kafkaTransport } from './nest/kafka-transport.ts';
export { MessagingModule } from './nest/messaging-module.ts';
export { TaskModule } from './nest/task-module.ts';
export { MESSAGE_BUS, PUBLISHER } from './nest/tokens.ts';
export { OK, deadLetter, drop } from './outcome.ts';
export type { DeadLetterOutcome } from './outcome.ts';
export type {
  BatchContext,
  BatchHandler,
  Consumer,
  ConsumerHealth,
  Delivered,
  EventToSend,
  LogRecord,
  MessageBus,
  Outcome,
  Publisher,
  RetryPolicy,
  Subscription,
  TopicAdmin,
} from './port.ts';
export { InMemoryLeaseStore } from './tasks/in-memory-lease-store.ts';
export { LEASE_STORE_CONTRACT } from './tasks/lease-store-contract.ts';
export type { LeaseStoreUnderTest } from './tasks/lease-store-contract.ts';
export type { LeaseStore, TaskLease, TaskTry } from './tasks/lease-store.ts';
export { TaskWorker } from './tasks/task-worker.ts';
export type { RunTask, TaskContext, TaskWorkerOptions } from './tasks/task-worker.ts';
export { runTasks } from './tasks/run-tasks.ts';
export type { TaskCall, TaskHandlers } from './tasks/run-tasks.ts';
