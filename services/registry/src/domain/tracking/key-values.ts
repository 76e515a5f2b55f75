import { checkLength, checkTagKey } from '../key-name.ts';

const LONGEST_KEY = 250;
const LONGEST_PARAM = 6_000;
const LONGEST_TAG = 8_000;

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Python counts code points. */
const cut = (value: string, limit: number): string =>
  value.length <= limit ? value : Array.from(value).slice(0, limit).join('');

/** A param as it is kept: a long value is cut. `path` is where it stands in the request. @throws INVALID_PARAMETER_VALUE */
export function checkedParam({ key, value }: KeyValue, path = ''): KeyValue {
  checkTagKey(key, path === '' ? 'key' : `${path}.key`);
  checkLength('Param key', LONGEST_KEY, key);
  return { key, value: cut(value, LONGEST_PARAM) };
}

/** A run's tag as it is kept: a long value is cut. @throws INVALID_PARAMETER_VALUE */
export function checkedTag({ key, value }: KeyValue, path = ''): KeyValue {
  const at = path === '' ? 'key' : `${path}.key`;
  checkTagKey(key, at);
  checkLength(at, LONGEST_KEY, key);
  return { key, value: cut(value, LONGEST_TAG) };
}

/** The last value of a key counts. */
export const asRecord = (items: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(items.map(({ key, value }) => [key, value]));
