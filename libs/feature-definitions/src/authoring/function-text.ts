/**
 * The source text of a function, as an expression. A method's text (`compute(row) { … }`) is none by itself.
 * @throws TypeError for what is not plain JavaScript of one row
 */
export function functionText(name: string, compute: (row: never) => unknown): string {
  const text = compute.toString();
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw new TypeError(`${name}.compute is bound or native: it has no text; write it in place`);
  }
  if (/^(async\b|function\s*\*|\*)/.test(text)) {
    throw new TypeError(`${name}.compute is async or a generator; a row is computed at once`);
  }
  return /^(function\b|\(|[\w$]+\s*=>)/.test(text) ? text : `function ${text}`;
}
