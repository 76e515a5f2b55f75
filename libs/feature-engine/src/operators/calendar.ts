import { TEMPORAL_NAMES } from '../definitions/temporal-names.ts';
import { DAY_MS, MINUTE_MS } from '../time/cadence.ts';
import { at } from '../typed-array.ts';

export const TEMPORAL_COUNT = TEMPORAL_NAMES.length;

const MINUTES_A_DAY = DAY_MS / MINUTE_MS;

/** sin and cos of each step around a circle, side by side. */
function circle(steps: number): Float64Array {
  const table = new Float64Array(2 * steps);
  for (let i = 0; i < steps; i++) {
    const angle = (2 * Math.PI * i) / steps;
    table[2 * i] = Math.sin(angle);
    table[2 * i + 1] = Math.cos(angle);
  }
  return table;
}

const minutes = circle(MINUTES_A_DAY);
const weekdays = circle(7);
const monthDays = circle(31);
const months = circle(12);

/** The UTC calendar of bucket ends, by lookup tables. It remembers the last day, since ends come in order. */
export class Calendar {
  private day = NaN;
  private weekday = 0;
  private monthDay = 0;
  private month = 0;

  /** Writes the temporal features of t, a whole minute, from out[o] on. */
  write(t: number, out: Float64Array, o: number): void {
    const day = Math.floor(t / DAY_MS);
    if (day !== this.day) this.turnTo(day);
    const minute = (t - day * DAY_MS) / MINUTE_MS;
    const isWeekend = this.weekday >= 5;
    out[o] = at(minutes, 2 * minute);
    out[o + 1] = at(minutes, 2 * minute + 1);
    out[o + 2] = at(weekdays, 2 * this.weekday);
    out[o + 3] = at(weekdays, 2 * this.weekday + 1);
    out[o + 4] = at(monthDays, 2 * this.monthDay);
    out[o + 5] = at(monthDays, 2 * this.monthDay + 1);
    out[o + 6] = at(months, 2 * this.month);
    out[o + 7] = at(months, 2 * this.month + 1);
    out[o + 8] = isWeekend ? 1 : 0;
    out[o + 9] = minute >= 9 * 60 && minute < 17 * 60 && !isWeekend ? 1 : 0;
  }

  private turnTo(day: number): void {
    const date = new Date(day * DAY_MS);
    this.day = day;
    this.weekday = (date.getUTCDay() + 6) % 7;
    this.monthDay = date.getUTCDate() - 1;
    this.month = date.getUTCMonth();
  }
}
