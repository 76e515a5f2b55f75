import { posix } from 'node:path';
import { invalidParameter, invalidValue, missingValue } from './mlflow-error.ts';

/** Names of metrics, params and tags: what may stand in a path, without leading elsewhere. Letters are Unicode's. */
const ALLOWED = /^[/\p{L}\p{N}_.\- :]*$/u;

const BAD_CHARACTERS =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).';

/** Python's normpath keeps no trailing slash. */
const normal = (name: string): string => posix.normalize(name).replace(/(?<=.)\/+$/, '');

/** Whether a name, read as a path, would mean another one. */
export const isNoUniquePath = (name: string): boolean => {
  if (name !== '' && !/[./]/.test(name)) return false;
  const norm = normal(name);
  return norm !== name || norm === '.' || norm.startsWith('..') || norm.startsWith('/');
};

export const badPath = (name: string): string =>
  `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal(name)}'`;

/** @throws INVALID_PARAMETER_VALUE for a tag's key that MLflow refuses; `path` is where it stands in the request */
export function checkTagKey(name: string | undefined, path = 'key'): asserts name is string {
  if (name === undefined) throw invalidParameter(missingValue(path));
  if (!ALLOWED.test(name)) throw invalidParameter(invalidValue(path, name, BAD_CHARACTERS));
  if (isNoUniquePath(name)) throw invalidParameter(invalidValue(path, name, badPath(name)));
}

/** Python counts code points. */
export function checkLength(what: string, limit: number, value: string): void {
  if (value.length > limit && Array.from(value).length > limit) {
    throw invalidParameter(`'${what}' exceeds the maximum length of ${limit} characters`);
  }
}
