import { wallClockOf, type WallClock } from './zone.ts';

/** Epoch ms of a text; NaN: it is no such time. */
export type ReadTime = (text: string) => number;

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d{1,2})`,
  ss: String.raw`(?<second>\d{1,2})`,
  SSS: String.raw`(?<fraction>\d{1,9})`,
};
const TOKEN = /YYYY|SSS|MM|DD|HH|mm|ss/;
const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?\s?(?<zone>Z|UTC|[+-]\d{2}:?\d{2})?$/i;

export function isTimeFormat(format: string): boolean {
  if (['auto', 'epoch_s', 'epoch_ms'].includes(format)) return true;
  const tokens: readonly string[] = format.match(new RegExp(TOKEN, 'g')) ?? [];
  const has = (token: string) => tokens.includes(token);
  return has('YYYY') && has('MM') && has('DD') && new Set(tokens).size === tokens.length;
}

/**
 * A reader of times in one format. `auto` takes ISO 8601 with or without zone, and whole epoch milliseconds; a pattern
 * is made of YYYY MM DD HH mm ss SSS and the characters between them.
 * @param zone of texts that carry none
 */
export function timeReader(format: string, zone: string): ReadTime {
  const clock = wallClockOf(zone);
  switch (format) {
    case 'epoch_s':
      return (text) => (isNumber(text) ? Math.round(Number(text) * 1000) : NaN);
    case 'epoch_ms':
      return (text) => (isNumber(text) ? Math.round(Number(text)) : NaN);
    case 'auto':
      return (text) => (/^-?\d{5,}$/.test(text) ? Number(text) : fromMatch(ISO.exec(text), clock));
    default: {
      const pattern = patternOf(format);
      return (text) => fromMatch(pattern.exec(text), clock);
    }
  }
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

function patternOf(format: string): RegExp {
  const source = format
    .split(new RegExp(`(${TOKEN.source})`))
    .map((part) => TOKENS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`);
}

function fromMatch(match: RegExpExecArray | null, clock: WallClock): number {
  if (match?.groups === undefined) return NaN;
  const { zone, fraction } = match.groups;
  const field = (name: string): number => Number(match.groups?.[name] ?? 0);
  const [month, day, hour] = [field('month') - 1, field('day'), field('hour')];
  const [minute, second] = [field('minute'), field('second')];
  const wall = Date.UTC(field('year'), month, day, hour, minute, second);
  const at = new Date(wall);
  // Date.UTC would take 30 February for 2 March, and 25:00 for the next day.
  const isReal =
    at.getUTCMonth() === month &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute &&
    at.getUTCSeconds() === second;
  if (!isReal) return NaN;
  const ms = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  return (zone === undefined ? clock(wall) : wallClockOf(zone.toUpperCase())(wall)) + ms;
}
