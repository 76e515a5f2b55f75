import { invalidParameter } from '../mlflow-error.ts';

/** Schemes that name the host to read from: a server that followed them would call wherever a client pointed it. */
const HOST_ADDRESSED = new Set([
  'ftp',
  'sftp',
  'hdfs',
  'viewfs',
  'http',
  'https',
  'r2',
  'b2',
  'abfss',
]);

/** Prompts have no files; their clients send one of these. */
const PROMPT_PLACEHOLDERS = new Set(['dummy-source', 'prompt-template']);

/** What a `models:/` URI names. */
export type ModelUri =
  | { readonly modelId: string }
  | {
      readonly name: string;
      readonly version?: string;
      readonly stage?: string;
      readonly alias?: string;
    };

interface ParsedUri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/** The parts of a URI, unlike `URL` also of `runs:/id/path` and with its path as it was written. */
export function parseUri(uri: string): ParsedUri {
  const [, scheme = '', rest = uri] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(uri) ?? [];
  const [, authority = '', path = ''] = /^(?:\/\/([^/?#]*))?([^?#]*)/s.exec(rest) ?? [];
  return { scheme: scheme.toLowerCase(), authority, path };
}

/** @throws INVALID_PARAMETER_VALUE for a source that would make readers connect to a host of the caller's choice */
export function checkHost(source: string): void {
  const { scheme, authority } = parseUri(source);
  if (!HOST_ADDRESSED.has(scheme) && (scheme !== 'mlflow-artifacts' || authority === '')) return;
  throw invalidParameter(
    `'source' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking server's configured artifact storage, so the server would connect to the host named in the URI. Set the MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.`,
  );
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkPromptSource(source: string): void {
  if (PROMPT_PLACEHOLDERS.has(source)) return;
  throw invalidParameter(
    `Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`,
  );
}

/** A path of this machine: no client may name one, since artifacts live behind the proxy. */
export const isLocal = (source: string): boolean => {
  const { scheme, authority } = parseUri(source);
  return scheme === '' || (scheme === 'file' && /^(localhost|127\.0\.0\.1|$)/.test(authority));
};

/** @throws INVALID_PARAMETER_VALUE for a path that climbs, plainly or encoded */
export function checkNoRelativePath(source: string): void {
  let plain = source;
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = decodePlus(plain);
  }
  const path = parseUri(plain).path.replace(/\/+$/, '').replaceAll(/\/+/g, '/');
  const climbs = plain.split('/').includes('..') || path.split('/').includes('.');
  if (!climbs && !path.includes('\0') && (path === '' || path.startsWith('/'))) return;
  throw invalidParameter(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}

const decodePlus = (text: string): string => decode(text.replaceAll('+', ' '));

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Null for what is no `models:/` URI. */
export function parseModelUri(uri: string): ModelUri | null {
  const [, path = ''] = /^models:(?:\/\/[^/]*)?(\/.*)$/s.exec(uri) ?? [];
  const parts = path.replace(/^\/+/, '').split('/');
  const [first = '', suffix] = parts;
  if (parts.length > 2 || first.trim() === '') return null;
  if (suffix !== undefined) {
    if (suffix.trim() === '') return null;
    if (/^\d+$/.test(suffix)) return { name: first, version: suffix };
    return suffix.toLowerCase() === 'latest' ? { name: first } : { name: first, stage: suffix };
  }
  const at = first.lastIndexOf('@');
  if (at < 0) return { modelId: first };
  const alias = first.slice(at + 1);
  return alias.trim() === '' ? null : { name: first.slice(0, at), alias };
}

/** Whether one URI lies in the folder that another one names. */
export function isWithin(source: string, root: string): boolean {
  const [a, b] = [parseUri(source), parseUri(root)];
  const [inner, outer] = [partsOf(a.path), partsOf(b.path)];
  return (
    a.scheme === b.scheme &&
    a.authority.toLowerCase() === b.authority.toLowerCase() &&
    outer.length > 0 &&
    outer.every((part, i) => inner[i] === part)
  );
}

const partsOf = (path: string): string[] =>
  path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      let plain = part;
      for (let before = ''; before !== plain; ) {
        before = plain;
        plain = decode(plain);
      }
      return plain;
    });
