const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Kafka's murmur2 over bytes, as a signed 32-bit integer (org.apache.kafka.common.utils.Utils.murmur2). */
export function murmur2(data: Uint8Array): number {
  const length = data.length;
  const tail = length & ~3;
  const view = new DataView(data.buffer, data.byteOffset, length);
  let h = SEED ^ length;
  for (let i = 0; i < tail; i += 4) {
    let k = Math.imul(view.getInt32(i, true), M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length - tail;
  if (rest === 3) h ^= view.getUint8(tail + 2) << 16;
  if (rest >= 2) h ^= view.getUint8(tail + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ view.getUint8(tail), M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

/**
 * Partition of a key: the same for every producer of ours, and the same as the Java client's, so that a foreign
 * producer with Kafka's default partitioner puts a service where we would.
 */
export function partitionOf(key: string | Uint8Array, partitions: number): number {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : key;
  return (murmur2(bytes) & 0x7fffffff) % partitions;
}
