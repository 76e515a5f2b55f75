/** A part of what the client's own function of this name takes. */
interface MessagesOfTopic<M> {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly M[];
  readonly partitioner: (of: {
    readonly topic: string;
    readonly partitionMetadata: readonly unknown[];
    readonly message: M;
  }) => number;
}

/**
 * Messages by partition, in their order; none of a topic that has no partitions. The client's own copies all before it for
 * every message.
 */
export function messagesByPartition<M>({
  topic,
  partitionMetadata,
  messages,
  partitioner,
}: MessagesOfTopic<M>): Record<number, M[]> {
  const groups: Record<number, M[]> = {};
  if (partitionMetadata.length === 0) return groups;
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message });
    const group = groups[partition];
    if (group === undefined) groups[partition] = [message];
    else group.push(message);
  }
  return groups;
}
