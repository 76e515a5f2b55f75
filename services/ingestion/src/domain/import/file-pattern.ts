/** What the placeholders of a pattern stood for in a file's name. */
export type Captures = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([a-z_]+)\}/g;

/** Names of the placeholders in a pattern or template. */
export const placeholders = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/**
 * Matches a file's name against a pattern: `*` stands for any text, `?` for one character, `{name}` for text that is
 * kept under that name. Letters count as written. Null: it does not fit.
 */
export function matchName(pattern: string, fileName: string): Captures | null {
  const source = pattern
    .split(/(\{[a-z_]+\}|\*|\?)/)
    .map(expression)
    .join('');
  const match = new RegExp(`^${source}$`, 's').exec(fileName);
  return match === null ? null : { ...match.groups };
}

function expression(part: string): string {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  const [name] = placeholders(part);
  return name === undefined ? part.replace(/[.+^${}()|[\]\\]/g, '\\$&') : `(?<${name}>.+?)`;
}

/** The template with every placeholder replaced by what it stood for. */
export const fill = (template: string, captures: Captures): string =>
  template.replace(PLACEHOLDER, (_, name: string) => captures[name] ?? '');
