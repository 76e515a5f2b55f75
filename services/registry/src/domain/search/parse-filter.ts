import { invalidParameter, pythonText } from '../mlflow-error.ts';
import { tokensOf, type Token } from './tokens.ts';

/** One comparison of a filter, before anyone asks whether the identifier exists. */
export interface Clause {
  /** As written, quotes included: metrics."a b". */
  readonly identifier: string;
  /** As written: `like`; but `IN`, `NOT IN`, `IS NULL` and `IS NOT NULL` in capitals. */
  readonly comparator: string;
  /** null after IS NULL and IS NOT NULL. */
  readonly value: Value | null;
}
export interface Value {
  /** 'name': a word, or text in double quotes, which counts as a string. */
  readonly kind: 'string' | 'number' | 'name' | 'list';
  /** As written, quotes included. */
  readonly text: string;
}

/**
 * Parses MLflow's filter language: comparisons joined by AND. `shown` quotes what is wrong, as each search does it in its way.
 *
 * @throws INVALID_PARAMETER_VALUE
 */
export function parseFilter(
  filter: string | undefined,
  shown = (text: string) => `'${text}'`,
): Clause[] {
  if (filter === undefined || filter === '') return [];
  const tokens = tokensOf(filter);
  if (tokens.length === 0) {
    throw invalidParameter(`Invalid filter ${pythonText(filter)}. Could not be parsed.`);
  }
  if (tokens.some((token, i) => token.text === ';' && i < tokens.length - 1)) {
    throw invalidParameter(
      `Search filter contained multiple expression ${pythonText(filter)}. Provide AND-ed expression list.`,
    );
  }
  const clauses: Clause[] = [];
  const invalid: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const read = clauseAt(tokens, at);
    if (read !== null) {
      clauses.push(read.clause);
      at += read.length;
      continue;
    }
    const { text } = tokens[at] ?? { text: '' };
    if (text.toUpperCase() !== 'AND') invalid.push(shown(text));
    at += 1;
  }
  if (invalid.length > 0) {
    throw invalidParameter(`Invalid clause(s) in filter string: ${invalid.join(', ')}`);
  }
  return clauses;
}

const is = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word;

function clauseAt(tokens: readonly Token[], at: number): { clause: Clause; length: number } | null {
  const [first, second, third, fourth] = tokens.slice(at, at + 4);
  if (first === undefined) return null;
  if (second?.kind === 'comparator') return comparison(first, second, third);
  if (first.kind !== 'name') return null;
  const told = (comparator: string, value: Value | null, length: number) => ({
    clause: { identifier: first.text, comparator, value },
    length,
  });
  if (is(second, 'IN') && third?.kind === 'list') {
    return told('IN', { kind: 'list', text: third.text }, 3);
  }
  if (is(second, 'NOT') && is(third, 'IN') && fourth?.kind === 'list') {
    return told('NOT IN', { kind: 'list', text: fourth.text }, 4);
  }
  if (is(second, 'IS') && is(third, 'NULL')) return told('IS NULL', null, 3);
  if (is(second, 'IS') && is(third, 'NOT') && is(fourth, 'NULL')) {
    return told('IS NOT NULL', null, 4);
  }
  return null;
}

function comparison(left: Token, comparator: Token, right: Token | undefined) {
  if (right === undefined || right.kind === 'comparator') return null;
  if (right.kind === 'other' || right.kind === 'word') return null;
  if (left.kind !== 'name') {
    if (left.kind !== 'string' && left.kind !== 'number') return null;
    throw invalidParameter(`Invalid comparison clause. Expected 'Identifier' found '${left.text}'`);
  }
  const value: Value = { kind: right.kind, text: right.text };
  return {
    clause: { identifier: left.text, comparator: comparator.text, value },
    length: 3,
  };
}
