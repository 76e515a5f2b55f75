import { SCALE_FLOOR } from '../definitions/windows.ts';

/** `scale` from the spread of cpu over a day: missing while it rests on too few values, never below the floor. */
export function scaleOf(std: number, count: number, minimumCount: number): number {
  return count < minimumCount ? NaN : Math.max(std, SCALE_FLOOR);
}

/** A value as its distance from the level, in scales. */
export function relativeValue(value: number, level: number, scale: number): number {
  return (value - level) / scale;
}

/** A spread in scales. */
export function relativeSpread(spread: number, scale: number): number {
  return spread / scale;
}
