import { DATA_CONTRACTS, type DataContract } from '@headroom/contracts';

const byProducer = new Map<string, DataContract>(DATA_CONTRACTS.map((c) => [c.producer, c]));

/** The contract of a source: that of its name up to `#` (behind it stands the instance), or the one of unknown producers. */
export function contractOf(source: string): DataContract {
  const [producer = ''] = source.split('#');
  return byProducer.get(producer) ?? DATA_CONTRACTS[2];
}
