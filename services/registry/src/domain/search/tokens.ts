/** A piece of a filter. Text keeps its quotes. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'comparator' | 'word' | 'list' | 'other';
  readonly text: string;
}

const QUOTED = String.raw`"(?:""|\\"|[^"])*"|` + '`[^`]*`';
const PART = String.raw`(?:[\p{L}_][\p{L}\p{N}_$]*|${QUOTED})`;
/** In this order: the first that matches takes the text. */
const RULES: readonly (readonly [kind: Token['kind'] | 'space', pattern: RegExp])[] = [
  ['space', /\s+/uy],
  ['other', /--[^\n]*/uy], // a comment
  ['string', /'(?:''|\\'|[^'])*'/uy],
  ['comparator', /(?:not\s+)?(?:like|ilike|rlike)\b/iuy],
  ['comparator', /[<>=~!]+/uy],
  ['number', /-?(?:\d*\.\d+|\d+\.?)(?:e-?\d+)?(?![\p{L}_])/iuy],
  ['list', /\((?:'(?:''|\\'|[^'])*'|"(?:""|\\"|[^"])*"|[^'"()])*\)/uy],
  // After the first dot words may begin with a digit.
  // A key may be empty: no metric has that name.
  ['name', new RegExp(String.raw`${PART}(?:\.(?:${QUOTED}|'[^']*'|[\p{L}\p{N}_$]+|))*`, 'uy')],
  ['other', /./suy],
];
/** Words of the language where they stand alone. */
const WORD = /^(and|or|not|in|is|null|between|exists|case|when|then|else|end)$/i;

export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < filter.length;) {
    const [kind, text] = tokenAt(filter, at);
    at += text.length;
    if (kind !== 'space') tokens.push({ kind, text });
  }
  return tokens;
}

function tokenAt(filter: string, at: number): readonly [Token['kind'] | 'space', string] {
  for (const [kind, pattern] of RULES) {
    pattern.lastIndex = at;
    const text = pattern.exec(filter)?.[0];
    if (text === undefined || text === '') continue;
    return kind === 'name' && WORD.test(text) ? ['word', text] : [kind, text];
  }
  return ['other', filter.charAt(at)];
}
