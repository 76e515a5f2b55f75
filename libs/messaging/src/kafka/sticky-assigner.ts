import { kafkajs } from './kafkajs.ts';
import type { PartitionAssigner } from 'kafkajs';

const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;
const VERSION = 0;

/**
 * Leaves every partition with the member that has it, as far as the members stay balanced: what a process keeps in
 * memory of its entities stays of use through a rebalance. Each member tells what it owns when it joins.
 */
export const stickyAssigner =
  (owned: () => readonly number[]): PartitionAssigner =>
  ({ cluster }) => ({
    name: 'HeadroomSticky',
    version: VERSION,
    protocol: ({ topics }) => ({
      name: 'HeadroomSticky',
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(owned())),
      }),
    }),
    // One consumer a topic and group: there is one topic.
    assign: async ({ members, topics: [topic = ''] }) => {
      const claims = new Map(
        members.map(({ memberId, memberMetadata }) => [memberId, claimOf(memberMetadata)]),
      );
      const partitions = cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId);
      return [...assign(partitions, claims)].map(([memberId, own]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: { [topic]: own },
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });

/** By member; no two members differ by more than one partition. */
export function assign(
  partitions: readonly number[],
  claims: ReadonlyMap<string, readonly number[]>,
): Map<string, number[]> {
  const members = [...claims.keys()].sort();
  const assigned = new Map(members.map((member) => [member, [] as number[]]));
  const free = new Set(partitions);
  const fair = Math.floor(partitions.length / members.length);
  let extra = partitions.length % members.length;
  for (const member of members) {
    const own = assigned.get(member) ?? [];
    const mine = [...new Set(claims.get(member))].filter((partition) => free.has(partition));
    const keep = mine.length > fair && extra > 0 ? (extra--, fair + 1) : fair;
    for (const partition of mine.slice(0, keep)) {
      own.push(partition);
      free.delete(partition);
    }
  }
  for (const partition of free) {
    const [poorest] = [...assigned.values()].sort((a, b) => a.length - b.length);
    poorest?.push(partition);
  }
  return assigned;
}

function claimOf(metadata: Buffer): number[] {
  const claim: unknown = JSON.parse(MemberMetadata.decode(metadata)?.userData.toString() ?? '[]');
  return Array.isArray(claim) ? claim.filter((p) => typeof p === 'number') : [];
}
