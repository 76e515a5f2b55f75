import type { Topic } from '@headroom/contracts';
import type { ForeignMessage } from '../fake/in-memory-broker.ts';
import type { MessageBus, TopicAdmin } from '../port.ts';

/** A broker of its own for one test, or a namespace of its own on a shared one. */
export interface Subject {
  readonly admin: TopicAdmin;
  /** What one process has. A group waits at most a second for a member that does not let go. */
  bus(): MessageBus;
  /** Writes as a foreign producer does. */
  produce(topic: Topic, ...messages: readonly ForeignMessage[]): Promise<void>;
}
