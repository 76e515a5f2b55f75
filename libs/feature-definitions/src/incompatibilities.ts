import type { Definition, DefinitionKind } from './definitions.ts';
import type { Field } from './field.ts';

/**
 * Why rows that were stored by the definition before, or who reads them, cannot go on with the one after: each by the
 * name of what is changed. Empty when they can.
 */
export function incompatibilities(
  kind: DefinitionKind,
  before: Definition,
  after: Definition,
): string[] {
  const at = `${kind}.${before.name}`;
  const keys = [fieldsOf(before, 'join_keys'), fieldsOf(after, 'join_keys')] as const;
  const features = [fieldsOf(before, 'schema'), fieldsOf(after, 'schema')] as const;
  const entities = [entitiesOf(before), entitiesOf(after)] as const;
  return [
    ...lost(`${at}: the entity`, ...entities),
    ...added(`${at}: the entity`, ...entities),
    ...lost(`${at}: the join key`, ...keys),
    ...added(`${at}: the join key`, ...keys),
    ...retyped(`${at}: the join key`, ...keys),
    ...lost(`${at}: the feature`, ...features),
    ...retyped(`${at}: the feature`, ...features),
  ];
}

type Named = Pick<Field, 'name'>;

const entitiesOf = (definition: Definition): readonly Named[] =>
  'entities' in definition ? definition.entities.map((name) => ({ name })) : [];

function fieldsOf(definition: Definition, key: 'join_keys' | 'schema'): readonly Field[] {
  if (key === 'join_keys') return 'join_keys' in definition ? definition.join_keys : [];
  return 'schema' in definition ? definition.schema : [];
}

const without = (some: readonly Named[], others: readonly Named[]): readonly Named[] =>
  some.filter(({ name }) => !others.some((other) => other.name === name));

const lost = (at: string, before: readonly Named[], after: readonly Named[]): string[] =>
  without(before, after).map(({ name }) => `${at} ${name} is removed`);

const added = (at: string, before: readonly Named[], after: readonly Named[]): string[] =>
  without(after, before).map(({ name }) => `${at} ${name} is added, which the rows before lack`);

const retyped = (at: string, before: readonly Field[], after: readonly Field[]): string[] =>
  before.flatMap(({ name, type }) => {
    const now = after.find((field) => field.name === name)?.type ?? type;
    return now === type ? [] : [`${at} ${name} changes its type from ${type} to ${now}`];
  });
