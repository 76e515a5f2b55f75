import { invalidParameter, MlflowError } from './mlflow-error.ts';

/** MLflow's form: base64 of {"offset": n}. Tokens that another server made are understood. */
export const pageTokenOf = (offset: number): string =>
  Buffer.from(`{"offset": ${offset}}`).toString('base64');

/** Where the page begins. An empty or missing token is the first page. */
export function offsetOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  // Python's decoder drops foreign characters, then insists on whole groups.
  const clean = token.replace(/[^A-Za-z0-9+/=]/g, '');
  if (clean.replace(/=+$/, '').length % 4 === 1 || clean.length % 4 !== 0) {
    throw invalidParameter('Invalid page token, could not base64-decode');
  }
  const text = Buffer.from(clean, 'base64').toString('latin1');
  const offset = offsetIn(text);
  if (offset === undefined || offset === null || offset === 0 || offset === '') {
    throw invalidParameter(`Invalid page token, parsed value=${text.replaceAll('"', "'")}`);
  }
  const number = Math.trunc(Number(offset));
  if (!Number.isSafeInteger(number)) {
    throw invalidParameter(
      `Invalid page token, not stringable ${typeof offset === 'string' ? offset : JSON.stringify(offset)}`,
    );
  }
  if (number < 0) throw new MlflowError('BAD_REQUEST', 'OFFSET must not be negative');
  return number;
}

function offsetIn(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'offset' in parsed
      ? parsed.offset
      : undefined;
  } catch {
    throw invalidParameter(`Invalid page token, decoded value=${pythonBytes(text)}`);
  }
}

/** Bytes (latin1) as Python shows them. */
function pythonBytes(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const shown = text.replace(/[^\x20-\x7e]|[\\']/g, (c) => {
    if (c === "'") return quote === "'" ? "\\'" : c;
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }[c];
    return short ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `b${quote}${shown}${quote}`;
}
