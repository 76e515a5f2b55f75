/** Microseconds since 1970, as precise as Feast's clients send them; exact from the year 1684 to 2255. */
export type Micros = number;

const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;

export interface EventTime {
  readonly micros: Micros;
  readonly hasZone: boolean;
}

/** RFC 3339 and the forms around it that clients write; without a zone it is UTC. Null for anything else. */
export function parseEventTime(text: string): EventTime | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone] = match;
  const ms = Date.parse(`${date}T${minutes}:${seconds}${offset(zone)}`);
  if (Number.isNaN(ms)) return null;
  const micros = ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return Number.isSafeInteger(micros) ? { micros, hasZone: zone !== undefined } : null;
}

function offset(zone: string | undefined): string {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** RFC 3339 in UTC with as many digits as it takes: none, 3 or 6. */
export function eventTimeText(micros: Micros): string {
  const below = ((micros % 1000) + 1000) % 1000;
  const text = new Date((micros - below) / 1000).toISOString();
  if (below !== 0) return `${text.slice(0, -1)}${String(below).padStart(3, '0')}Z`;
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** What stands for "no time" in Feast's answers. */
export const NO_TIME = '1970-01-01T00:00:00Z';
