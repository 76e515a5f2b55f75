import type { DefinitionChange, DefinitionPlan, Difference } from '@headroom/feature-definitions';

const SIGN = { create: '+', update: '~', delete: '-' } as const;

/** What a plan would change, or an application has changed. */
export function planLines({ changes, set_version }: DefinitionPlan, isApplied: boolean): string[] {
  if (changes.length === 0)
    return [`Nothing to change: definitions are at version ${set_version}.`];
  const count = `${changes.length} change${changes.length === 1 ? '' : 's'}`;
  return [
    ...changes.flatMap(changeLines),
    isApplied
      ? `${count} applied: definitions are at version ${set_version}.`
      : `${count} to version ${set_version}; apply the file to make them.`,
  ];
}

function changeLines({
  kind,
  name,
  change,
  differences,
  incompatible,
}: DefinitionChange): string[] {
  return [
    `${SIGN[change]} ${kind} ${name}`,
    ...(change === 'update' ? differenceLines(differences) : []),
    ...incompatible.map((why) => `    incompatible, needs --force: ${why}`),
  ];
}

export const differenceLines = (differences: readonly Difference[]): string[] =>
  differences.map(({ path, before, after }) =>
    before === undefined
      ? `    + ${path}: ${shown(after)}`
      : after === undefined
        ? `    - ${path}: ${shown(before)}`
        : `    ~ ${path}: ${shown(before)} → ${shown(after)}`,
  );

/** A function's text keeps its lines. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && value.includes('\n') ? `\n${value}` : text;
}
