import { posix } from 'node:path';
import { badPath, isNoUniquePath } from '../key-name.ts';
import { invalidParameter, MlflowError } from '../mlflow-error.ts';

const RESERVED = '.artifact.uploading.';
/** Encodings within encodings are undone this often; more is an attack. */
const DECODINGS = 10;

/**
 * A path that a client gave, decoded however often it was encoded.
 * @throws INVALID_PARAMETER_VALUE for one that is absolute, climbs (`..`) or holds a `#`
 */
export function safePath(given: string): string {
  const path = escapeControls(decoded(given));
  const isAbsolute =
    path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
  if (path.includes('#') || isAbsolute || path.split('/').includes('..')) {
    throw invalidParameter('Invalid path');
  }
  return path;
}

/** A lone `#` at the end says nothing and goes, as urllib has it. */
function decoded(given: string): string {
  let path = given;
  for (let i = 0; i < DECODINGS; i++) {
    const next = decodeOnce(path)
      .replace(/^file:\/{0,3}(?=\/)/i, '')
      .replace(/#$/, '');
    if (next === path) return path;
    path = next;
  }
  throw invalidParameter('Invalid path');
}

/** Broken escapes stay as they are. */
const decodeOnce = (text: string): string =>
  text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
  );

const escapeControls = (path: string): string =>
  path.replace(
    /[\u0000-\u001f\u007f]/g,
    (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** The name under which a file is kept: no empty, `.` or doubled segments. '' is the root. */
export const normalPath = (path: string): string => {
  const normal = posix.normalize(path).replace(/\/+$/, '');
  return normal === '.' ? '' : normal;
};

/**
 * The name that an upload gets.
 * @throws INVALID_PARAMETER_VALUE, INTERNAL_ERROR (as the genuine server says it) for a folder that is written oddly
 */
export function uploadPath(given: string): string {
  const path = safePath(given);
  const cut = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(cut, 0)).replace(/\/+$/, '');
  const name = path.slice(cut + 1);
  if (name === '' || name === '.') {
    throw invalidParameter("Artifact path must include a filename (cannot end with '/').");
  }
  if (folder !== '' && isNoUniquePath(folder)) {
    throw new MlflowError(
      'INTERNAL_ERROR',
      `Invalid artifact path: '${folder}'. ${badPath(folder)}`,
    );
  }
  if (name.startsWith(RESERVED)) {
    throw invalidParameter(
      `Invalid artifact file name: '${name}'. Artifact names starting with '${RESERVED}' are reserved.`,
    );
  }
  return folder === '' ? name : `${folder}/${name}`;
}

/** The proxy's path of an artifact URI; null for one that is not behind this proxy. */
export const proxiedPath = (uri: string): string | null =>
  /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/s.exec(uri)?.[1]?.replace(/\/+$/, '') ?? null;
