import { HOUR_MS, ServiceSeries } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import { SeriesMemory } from './series-memory.ts';

function filled(memory: SeriesMemory, ...serviceIds: string[]) {
  const series = memory.at(0, 0);
  for (const id of serviceIds) series.set(id, new ServiceSeries(HOUR_MS));
  memory.advance(0, 10, serviceIds);
  return series;
}

describe('SeriesMemory', () => {
  it('keeps the series while the log goes on where it stands', () => {
    const memory = new SeriesMemory(9);
    const series = filled(memory, 'a', 'b');
    expect(memory.at(0, 10)).toBe(series);
    expect([...memory.at(0, 10).keys()]).toEqual(['a', 'b']);
  });

  it.each([0, 9, 11])('knows nothing when it stands at 10 and the batch begins at %i', (offset) => {
    const memory = new SeriesMemory(9);
    filled(memory, 'a');
    expect(memory.at(0, offset).size).toBe(0);
  });

  it('keeps partitions apart', () => {
    const memory = new SeriesMemory(9);
    filled(memory, 'a');
    expect(memory.at(1, 10).size).toBe(0);
    expect(memory.at(0, 10).size).toBe(1);
  });

  it('forgets the services of a batch that failed, and no others', () => {
    const memory = new SeriesMemory(9);
    filled(memory, 'a', 'b', 'c');
    memory.forget(0, ['a', 'c', 'unknown']);
    expect([...memory.at(0, 10).keys()]).toEqual(['b']);
  });

  it('beyond its capacity, forgets those used longest ago', () => {
    const memory = new SeriesMemory(2);
    const series = filled(memory, 'a', 'b');
    series.set('c', new ServiceSeries(HOUR_MS));
    memory.advance(0, 20, ['c', 'a']);
    expect([...memory.at(0, 20).keys()]).toEqual(['c', 'a']);
  });
});
