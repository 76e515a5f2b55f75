import { describe, expect, it } from 'vitest';
import { murmur2, partitionOf } from './partitioner.ts';

describe('partitioner', () => {
  // org.apache.kafka.common.utils.UtilsTest#testMurmur2
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])("hashes Kafka's known vector %s", (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('puts a key in the same partition as the Java client, text or bytes', () => {
    const expected = (-973932308 & 0x7fffffff) % 4;
    expect(partitionOf('21', 4)).toBe(expected);
    expect(partitionOf(Buffer.from('x21').subarray(1), 4)).toBe(expected);
  });
});
