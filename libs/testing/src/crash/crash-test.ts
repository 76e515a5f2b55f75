import type { Topic } from '@headroom/contracts';
import type { BatchHandler, LogRecord, Publisher } from '@headroom/messaging';
import type { EffectsOf } from './decorate.ts';
import type { PublishedEvent } from './published-log.ts';

export interface PortsBase {
  readonly publisher: Publisher;
}

/** What survives a crash: stores and the log of published events. */
export interface World<Ports extends PortsBase> {
  readonly ports: Ports;
  /** The stores' final contents, without anything that may differ between two good runs (wall times, sequence numbers). */
  snapshot(): Promise<unknown>;
  close?(): Promise<void>;
}

export interface CrashTest<Ports extends PortsBase> {
  readonly topic: Topic;
  readonly group: string;
  /** The messages to handle, all partitions; `InMemoryBroker.records(topic)` gives such a list. */
  readonly log: readonly LogRecord[];
  /** Empty stores, for one schedule. */
  world(): Promise<World<Ports>>;
  /** Which methods of each port (other than the publisher) are effects. */
  readonly effects: EffectsOf<Ports>;
  /** A fresh process: all its memory must be made here. Called again after every crash. */
  process(ports: Ports): BatchHandler | Promise<BatchHandler>;
  /**
   * What of the published events must be equal in every run; every event, in order of topic and id, unless told.
   * Tell it where a handler coalesces by batch: then the last event of each key is what counts, say.
   */
  readonly published?: (events: readonly PublishedEvent[]) => unknown;
}

export interface ScheduleOptions {
  readonly seed?: number;
  /** Random schedules, after one for each single crash point of an undisturbed run; 1,000 unless told. */
  readonly schedules?: number;
  /** Largest handler batch; 5 unless told, so that boundaries fall everywhere. */
  readonly maxBatch?: number;
  /** Skips the schedules that crash once at every single effect: for real adapters, where each costs time. */
  readonly randomOnly?: boolean;
}

export interface CrashReport {
  readonly schedules: number;
  readonly crashes: number;
  /** How often each effect was crashed or stalled at: a test asserts that none was left out. */
  readonly byEffect: Readonly<Record<string, number>>;
}
