export interface ByteRange {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

export type RangeAnswer =
  | { readonly kind: 'whole' }
  /** In the file's order, apart from each other; at least one. */
  | { readonly kind: 'parts'; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'malformed'; readonly message: string };

/** More ranges than that are answered with the whole file. */
const MOST = 100;

const malformed = (message: string): RangeAnswer => ({ kind: 'malformed', message });

/** What a Range header asks of a file; items that are no ranges are passed over. */
export function rangesOf(header: string | undefined, bytes: number): RangeAnswer {
  if (header === undefined) return { kind: 'whole' };
  const [, list] = /^\s*bytes\s*=(.*)$/i.exec(header) ?? [];
  if (list === undefined) return malformed('Malformed range header.');
  const items = list.split(',');
  if (items.length > MOST) return { kind: 'whole' };
  const ranges = items.flatMap((item) => rangeOf(item, bytes));
  if (ranges.length === 0) return malformed('Range header: range must be requested');
  if (ranges.some(({ start }) => start >= bytes)) return { kind: 'unsatisfiable' };
  if (ranges.some(({ start, end }) => start > end)) {
    return malformed('Range header: start must be less than end');
  }
  return { kind: 'parts', ranges: merged(ranges) };
}

function rangeOf(item: string, bytes: number): ByteRange[] {
  const [, from = '', to = ''] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(item) ?? [];
  if (from + to === '') return [];
  if (from === '') return [{ start: Math.max(bytes - Number(to), 0), end: bytes - 1 }];
  return [{ start: Number(from), end: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) }];
}

/** Ranges that touch or overlap are one. */
function merged(ranges: readonly ByteRange[]): ByteRange[] {
  const whole: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (last === undefined || range.start > last.end + 1) whole.push(range);
    else whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return whole;
}
