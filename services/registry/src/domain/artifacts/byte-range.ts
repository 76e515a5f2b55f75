export interface ByteRange {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'malformed'; readonly message: string };

/** What a Range header asks of a file. Of several ranges at once, which a server need not know, the whole is sent. */
export function rangeOf(header: string | undefined, bytes: number): RangeAnswer {
  if (header === undefined) return { kind: 'whole' };
  const [, list] = /^\s*bytes\s*=(.*)$/i.exec(header) ?? [];
  if (list === undefined) return { kind: 'malformed', message: 'Malformed range header.' };
  if (list.includes(',')) return { kind: 'whole' };
  const [, from, to] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(list) ?? [];
  if (from === undefined || to === undefined || from + to === '') {
    return { kind: 'malformed', message: 'Range header: range must be requested' };
  }
  const start = from === '' ? Math.max(bytes - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (start >= bytes || (from === '' && Number(to) === 0)) return { kind: 'unsatisfiable' };
  if (to !== '' && from !== '' && Number(to) < start) {
    return { kind: 'malformed', message: 'Range header: start must be less than end' };
  }
  return { kind: 'part', range: { start, end } };
}
