import type { ServiceSeries } from '@headroom/feature-engine';

/**
 * Series of the services of one partition, as of the next offset. Only a cache: whatever does not continue exactly
 * where it stands (a retry, a partition that was elsewhere meanwhile) is forgotten and loaded anew from the store.
 */
export class SeriesMemory {
  private readonly partitions = new Map<number, { next: number; readonly series: SeriesMap }>();
  private readonly capacity: number;

  /** @param capacity series held of one partition; beyond it those unused for longest are forgotten */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The series as of the offset at which a batch begins. */
  at(partition: number, offset: number): SeriesMap {
    const known = this.partitions.get(partition);
    if (known?.next === offset) return known.series;
    const series: SeriesMap = new Map();
    this.partitions.set(partition, { next: offset, series });
    return series;
  }

  /** Everything below `next` has been handled; `used` are the services the batch touched. */
  advance(partition: number, next: number, used: Iterable<string>): void {
    const known = this.partitions.get(partition);
    if (known === undefined) return;
    known.next = next;
    const { series } = known;
    for (const serviceId of used) {
      const one = series.get(serviceId);
      if (one === undefined) continue;
      series.delete(serviceId);
      series.set(serviceId, one);
    }
    for (const serviceId of series.keys()) {
      if (series.size <= this.capacity) break;
      series.delete(serviceId);
    }
  }

  /** After a failure: how much of the batch its series have taken is unknown. */
  forget(partition: number, serviceIds: Iterable<string>): void {
    const series = this.partitions.get(partition)?.series;
    for (const serviceId of serviceIds) series?.delete(serviceId);
  }
}

/** By service id, the one used longest ago first. */
export type SeriesMap = Map<string, ServiceSeries>;
