/** Text of Python source. A JSON string is a Python string. */

export const str = (text: string): string => JSON.stringify(text);

export const dict = (map: Readonly<Record<string, string>>): string =>
  `{${Object.entries(map)
    .map(([key, value]) => `${str(key)}: ${str(value)}`)
    .join(', ')}}`;

/** A call with keyword arguments, those that are null left out. */
export function call(what: string, args: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(args).filter(([, value]) => value !== null);
  return `${what}(\n${given.map(([name, value]) => `    ${name}=${value ?? ''},\n`).join('')})`;
}

/** A list, an item a line. */
export const list = (items: readonly string[]): string =>
  items.length === 0 ? '[]' : `[\n${items.map((item) => `        ${item},\n`).join('')}    ]`;

/** A variable's name for a definition: the kind keeps an entity and a view of one name apart. */
export const variable = (kind: string, name: string): string =>
  `${kind}_${name.replace(/\W/g, (one) => `_${one.codePointAt(0) ?? 0}_`)}`;

/** Notes that differ from Feast's own defaults. */
export const notesOf = (notes: {
  readonly description: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
}): Record<'description' | 'owner' | 'tags', string | null> => ({
  description: notes.description === '' ? null : str(notes.description),
  owner: notes.owner === '' ? null : str(notes.owner),
  tags: Object.keys(notes.tags).length === 0 ? null : dict(notes.tags),
});
