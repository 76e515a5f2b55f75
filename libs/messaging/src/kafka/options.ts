import type { BusLogger } from '../logger.ts';

export interface KafkaOptions {
  /** `host:port` of each bootstrap server. */
  readonly brokers: readonly string[];
  /** Names the service in the broker's logs and quotas. */
  readonly clientId: string;
  readonly logger: BusLogger;
  /** Put before every topic and group, so that tests run side by side on one broker; empty unless told. */
  readonly namespace?: string;
  /** A consumer that died is noticed after this; 10 s unless told. */
  readonly sessionTimeoutMs?: number;
  /** A handler call may delay a rebalance of its group this long before its consumer is expelled; 30 s unless told. */
  readonly rebalanceTimeoutMs?: number;
}
