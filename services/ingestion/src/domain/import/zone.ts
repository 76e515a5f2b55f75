const MINUTE_MS = 60_000;
/** Offsets of real zones change on quarters of an hour only: one look-up serves the whole quarter. */
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/**
 * Turns a wall clock time, written as if it were UTC (epoch ms), into the instant. A time that the clock shows twice
 * is its first pass; one that it skips is NaN.
 */
export type WallClock = (wall: number) => number;

export function isZone(zone: string): boolean {
  if (fixedOffset(zone) !== null) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** @param zone UTC, Z, an offset like +02:00, or an IANA name */
export function wallClockOf(zone: string): WallClock {
  const fixed = fixedOffset(zone);
  if (fixed !== null) return (wall) => wall - fixed;
  const offsetAt = offsets(zone);
  return (wall) => {
    const candidates = [wall - offsetAt(wall - DAY_MS), wall - offsetAt(wall + DAY_MS)];
    const shown = candidates.filter((instant) => instant + offsetAt(instant) === wall);
    return shown.length === 0 ? NaN : Math.min(...shown);
  };
}

function fixedOffset(zone: string): number | null {
  if (/^(UTC|Z)$/i.test(zone)) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (match === null) return null;
  const [, sign, hours, minutes] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** What a named zone's clock is ahead of UTC at an instant, ms. */
function offsets(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER_MS) * QUARTER_MS;
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const part = Object.fromEntries(
      format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter;
    known.set(quarter, offset);
    return offset;
  };
}
