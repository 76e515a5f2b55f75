import type { Topic } from '@headroom/contracts';

export interface Member {
  /** There may be something to fetch, or the assignment has changed. */
  wake(): void;
}

/** Who of a group reads which partitions, and how far the group has committed. */
export class ConsumerGroup {
  /** Next offset by partition. */
  readonly committed: (number | undefined)[];
  /** Raised by every rebalance: a commit of an older generation is refused. */
  generation = 0;
  readonly topic: Topic;
  private readonly members: Member[] = [];

  constructor(topic: Topic) {
    this.topic = topic;
    this.committed = Array.from({ length: topic.partitions }, () => undefined);
  }

  join(member: Member): void {
    this.members.unshift(member);
    this.rebalance();
  }

  leave(member: Member): void {
    const at = this.members.indexOf(member);
    if (at >= 0) this.members.splice(at, 1);
    this.rebalance();
  }

  partitionsOf(member: Member): number[] {
    const at = this.members.indexOf(member);
    if (at < 0) return [];
    return [...this.committed.keys()].filter((p) => p % this.members.length === at);
  }

  commit(partition: number, nextOffset: number): void {
    this.committed[partition] = nextOffset;
  }

  wake(): void {
    for (const member of this.members) member.wake();
  }

  private rebalance(): void {
    this.generation++;
    this.wake();
  }
}
