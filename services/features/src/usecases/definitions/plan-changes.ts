import { HeadroomError } from '@headroom/contracts';
import {
  DEFINITION_KINDS,
  differences,
  incompatibilities,
  problemsOf,
  type Definition,
  type DefinitionChange,
  type DefinitionKind,
  type Definitions,
  type Field,
} from '@headroom/feature-definitions';
import { mergeDefinitions } from '../../domain/merge-definitions.ts';
import { functionProblems } from './function-problems.ts';

/** What a document makes of the users' definitions. */
export interface PlannedDefinitions {
  readonly users: Definitions;
  readonly changes: readonly DefinitionChange[];
}

/**
 * @param before what users have defined so far
 * @param written the document
 * @param prune whether what it does not hold goes
 * @throws INVALID_DATA that names all that is wrong in what would come out
 */
export function planChanges(
  builtIn: Definitions,
  before: Definitions,
  written: Definitions,
  prune: boolean,
): PlannedDefinitions {
  const given = withoutBuiltInEntities(builtIn, written);
  const users = prune ? given : mergeDefinitions(before, given);
  const all = mergeDefinitions(builtIn, users);
  const problems = [
    ...builtInNames(builtIn, given),
    ...twice(given),
    ...problemsOf(all),
    ...given.on_demand_views.flatMap((view) => functionProblems(view, all)),
  ];
  if (problems.length > 0) {
    throw new HeadroomError('INVALID_DATA', problems.join('\n'), { details: { problems } });
  }
  return { users, changes: DEFINITION_KINDS.flatMap((kind) => changesOf(kind, before, users)) };
}

/** Who calls a service by the same key as we do means the same thing: it need not be defined again. */
const withoutBuiltInEntities = (builtIn: Definitions, written: Definitions): Definitions => ({
  ...written,
  entities: written.entities.filter(
    ({ name, join_keys }) =>
      !builtIn.entities.some(
        (known) =>
          known.name === name &&
          differences(keysOf(known.join_keys), keysOf(join_keys)).length === 0,
      ),
  ),
});

const keysOf = (fields: readonly Field[]) => fields.map(({ name, type }) => ({ name, type }));

const builtInNames = (builtIn: Definitions, given: Definitions): string[] =>
  DEFINITION_KINDS.flatMap((kind) => {
    const taken = new Set(builtIn[kind].map(({ name }) => name));
    return given[kind]
      .filter(({ name }) => taken.has(name))
      .map(({ name }) => `${kind}: ${name} is built in; choose another name`);
  });

/** Of the document itself: a merge would keep one of them in silence. */
const twice = (given: Definitions): string[] =>
  problemsOf(given).filter((problem) => problem.endsWith('is defined twice; keep one'));

function changesOf(
  kind: DefinitionKind,
  before: Definitions,
  after: Definitions,
): DefinitionChange[] {
  const was = new Map<string, Definition>(before[kind].map((one) => [one.name, one]));
  const is = new Map<string, Definition>(after[kind].map((one) => [one.name, one]));
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.flatMap((name) => changeOf(kind, name, was.get(name), is.get(name)));
}

function changeOf(
  kind: DefinitionKind,
  name: string,
  before: Definition | undefined,
  after: Definition | undefined,
): DefinitionChange[] {
  const change = { kind, name, differences: differences(before, after), incompatible: [] };
  if (before === undefined) return [{ ...change, change: 'create' }];
  if (after === undefined) return [{ ...change, change: 'delete' }];
  if (change.differences.length === 0) return [];
  return [{ ...change, change: 'update', incompatible: incompatibilities(kind, before, after) }];
}
