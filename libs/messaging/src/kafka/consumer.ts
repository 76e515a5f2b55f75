import type { Kafka } from 'kafkajs';
import { firstOf } from '../core/first-of.ts';
import { lagGauge } from '../core/lag.ts';
import { pause } from '../core/pause.ts';
import { RejoinPause } from '../core/rejoin-pause.ts';
import type { Consumer, ConsumerHealth, Publisher, Subscription } from '../port.ts';
import { GroupSession } from './group-session.ts';
import type { KafkaOptions } from './options.ts';

/** The client restarts some crashes and not others; so none, and every one is mended here by a fresh membership. */
const REJOIN = { attempts: 1, baseMs: 200, maxMs: 5_000 };

/** Keeps one member of a consumer group alive until it is stopped. */
export class KafkaConsumer implements Consumer {
  readonly joined: Promise<void>;
  private readonly client: Kafka;
  private readonly options: KafkaOptions;
  private readonly subscription: Subscription;
  private readonly publisher: Publisher;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private hasJoined: () => void = () => undefined;
  private reason: string | null = 'joining its consumer group';
  /** By partition. */
  private readonly waits = new Map<number, string>();
  private tickedAt = Date.now();

  constructor(
    client: Kafka,
    options: KafkaOptions,
    subscription: Subscription,
    publisher: Publisher,
  ) {
    this.client = client;
    this.options = options;
    this.subscription = subscription;
    this.publisher = publisher;
    this.joined = new Promise((resolve) => (this.hasJoined = resolve));
    this.running = this.supervise();
  }

  health(): ConsumerHealth {
    const { topic, group } = this.subscription;
    const reason = this.stopping.signal.aborted ? 'stopped' : (this.reason ?? firstOf(this.waits));
    return { topic: topic.name, group, ready: reason === null, reason, tickedAt: this.tickedAt };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async supervise(): Promise<void> {
    const { topic, group } = this.subscription;
    const { signal: stopping } = this.stopping;
    const lag = lagGauge(topic.name, group);
    const rejoin = new RejoinPause(REJOIN);
    while (!stopping.aborted) {
      const begun = Date.now();
      try {
        await this.session(lag);
      } catch (error) {
        this.reason = error instanceof Error ? error.message : String(error);
        this.options.logger.warn(
          { err: error, topic: topic.name, group },
          'consumer is out of its group; it joins again',
        );
        await pause(rejoin.next(Date.now() - begun), stopping);
      }
    }
    lag.stop();
    this.hasJoined();
  }

  private session(lag: ReturnType<typeof lagGauge>): Promise<void> {
    const { client, options, subscription, publisher } = this;
    const session = new GroupSession({
      client,
      options,
      subscription,
      publisher,
      lag,
      stopping: this.stopping.signal,
      joined: () => {
        this.reason = null;
        this.hasJoined();
      },
      ticked: () => (this.tickedAt = Date.now()),
      waiting: (partition, reason) => {
        if (reason === null) this.waits.delete(partition);
        else this.waits.set(partition, reason);
      },
    });
    return session.run();
  }
}
