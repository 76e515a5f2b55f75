import type { EachBatchPayload, PartitionOffset } from 'kafkajs';

type Committer = Pick<EachBatchPayload, 'commitOffsetsIfNecessary'>;

interface Shared {
  readonly partitions: PartitionOffset[];
  readonly done: Promise<void>;
}

/** Partitions that are done at the same time commit their offsets in one request. */
export class SharedCommits {
  readonly #topic: string;
  #next: Shared | null = null;

  constructor(topic: string) {
    this.#topic = topic;
  }

  /** @param committer of the present membership, whosever batch it is @throws what the broker refuses any of them with */
  add(committer: Committer, offset: PartitionOffset): Promise<void> {
    this.#next ??= this.#begin(committer);
    this.#next.partitions.push(offset);
    return this.#next.done;
  }

  #begin(committer: Committer): Shared {
    const partitions: PartitionOffset[] = [];
    const done = new Promise<void>((resolve, reject) => {
      // After all that is ready to run now.
      setImmediate(() => {
        this.#next = null;
        const topics = [{ topic: this.#topic, partitions }];
        committer.commitOffsetsIfNecessary({ topics }).then(resolve, reject);
      });
    });
    return { partitions, done };
  }
}
