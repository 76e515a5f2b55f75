import {
  greater,
  grownM2,
  lesser,
  mergedM2,
  mergedMean,
  sampleStd,
  shiftedMean,
} from '../operators/moments.ts';
import { at } from '../typed-array.ts';

/** The stream keeps the moments of a part of a window as count, mean, m2, minimum, maximum of each channel in turn. */
export const MOMENTS = 5;

const MEAN = 1;
const M2 = 2;
const MIN = 3;
const MAX = 4;

export function clearPart(part: Float64Array, o: number, channels: number): void {
  const end = o + channels * MOMENTS;
  for (let i = o; i < end; i += MOMENTS) {
    part[i] = 0;
    part[i + MEAN] = 0;
    part[i + M2] = 0;
    part[i + MIN] = Infinity;
    part[i + MAX] = -Infinity;
  }
}

export function copyPart(
  from: Float64Array,
  f: number,
  to: Float64Array,
  t: number,
  channels: number,
): void {
  for (let i = 0; i < channels * MOMENTS; i++) to[t + i] = at(from, f + i);
}

/** Adds one bucket to a part: values[v + c] is its value in channel c, and a missing one adds nothing. */
export function extendPart(
  part: Float64Array,
  o: number,
  values: Float64Array,
  v: number,
  channels: number,
): void {
  for (let c = 0, i = o; c < channels; c++, i += MOMENTS) {
    const value = at(values, v + c);
    if (Number.isNaN(value)) continue;
    const count = at(part, i) + 1;
    const mean = at(part, i + MEAN);
    const shifted = shiftedMean(mean, value, count);
    part[i] = count;
    part[i + MEAN] = shifted;
    part[i + M2] = grownM2(at(part, i + M2), value, mean, shifted);
    part[i + MIN] = lesser(at(part, i + MIN), value);
    part[i + MAX] = greater(at(part, i + MAX), value);
  }
}

/** Makes of `part` the whole of an earlier part and itself. */
export function mergeEarlier(
  earlier: Float64Array,
  e: number,
  part: Float64Array,
  channels: number,
): void {
  for (let i = 0, j = e; i < channels * MOMENTS; i += MOMENTS, j += MOMENTS) {
    const countA = at(earlier, j);
    const countB = at(part, i);
    if (countA === 0) continue;
    const meanA = at(earlier, j + MEAN);
    const m2A = at(earlier, j + M2);
    const meanB = at(part, i + MEAN);
    part[i] = countA + countB;
    part[i + MEAN] = countB === 0 ? meanA : mergedMean(countA, meanA, countB, meanB);
    part[i + M2] =
      countB === 0 ? m2A : mergedM2(countA, meanA, m2A, countB, meanB, at(part, i + M2));
    part[i + MIN] = lesser(at(earlier, j + MIN), at(part, i + MIN));
    part[i + MAX] = greater(at(earlier, j + MAX), at(part, i + MAX));
  }
}

export function partCount(part: Float64Array, channel: number): number {
  return at(part, channel * MOMENTS);
}

/** NaN when the channel has no value, as for the other statistics. */
export function partMean(part: Float64Array, channel: number): number {
  return partCount(part, channel) === 0 ? NaN : at(part, channel * MOMENTS + MEAN);
}

export function partStd(part: Float64Array, channel: number): number {
  return sampleStd(at(part, channel * MOMENTS + M2), partCount(part, channel));
}

export function partMin(part: Float64Array, channel: number): number {
  return partCount(part, channel) === 0 ? NaN : at(part, channel * MOMENTS + MIN);
}

export function partMax(part: Float64Array, channel: number): number {
  return partCount(part, channel) === 0 ? NaN : at(part, channel * MOMENTS + MAX);
}
