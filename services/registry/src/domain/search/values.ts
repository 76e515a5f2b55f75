import { invalidParameter } from '../mlflow-error.ts';
import type { Value } from './parse-filter.ts';

const isQuotedBy = (text: string, quote: string): boolean =>
  text.length >= 2 && text.startsWith(quote) && text.endsWith(quote);

/** A key without the quotes or backticks around it. */
export function bareKey(text: string): string {
  const key = isQuotedBy(text, "'") || isQuotedBy(text, '"') ? text.slice(1, -1) : text;
  return isQuotedBy(key, '`') ? key.slice(1, -1) : key;
}

/** @throws INVALID_PARAMETER_VALUE unless the value is text in single or double quotes; `what` is named in the message */
export function stringOf(value: Value | null, what: string): string {
  if (value?.kind !== 'string' && value?.kind !== 'name') {
    throw invalidParameter(
      `Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${value?.text ?? ''}`,
    );
  }
  const { text } = value;
  if (isQuotedBy(text, "'") || isQuotedBy(text, '"')) return text.slice(1, -1);
  throw invalidParameter(
    `Parameter value is either not quoted or unidentified quote types used for string value ${text}. Use either single or double quotes.`,
  );
}

/** @throws INVALID_PARAMETER_VALUE unless the value is a list of quoted strings with at least one in it */
export function stringsOf({ text }: Value): string[] {
  const inside = text.slice(1, -1).trim().replace(/,$/, '');
  if (inside === '') {
    throw invalidParameter(
      'While parsing a list in the query, expected a non-empty list of string values, but got empty list',
    );
  }
  const item = /\s*((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\s+(?=['"]))+|[^,'"\s]+)\s*(?:,|$)/suy;
  const items: string[] = [];
  while (item.lastIndex < inside.length) {
    const found = item.exec(inside)?.[1];
    if (found === undefined) {
      throw invalidParameter(
        'While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.',
      );
    }
    if (!/^['"]/.test(found)) {
      throw invalidParameter(
        `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (${items.length === 0 && !inside.includes(',') ? `${inside},` : inside})`,
      );
    }
    items.push(literal(found));
  }
  return items;
}

/** Strings that stand side by side are one, as in Python. */
const literal = (text: string): string =>
  Array.from(text.matchAll(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/gs), ([, a, b]) =>
    (a ?? b ?? '').replace(/\\(.)/gs, '$1'),
  ).join('');
