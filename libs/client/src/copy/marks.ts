import type { Pair } from '../mlflow/answers.ts';

/** On a copy: the id (of a version: the number) of what it was copied from. Makes a copy findable, so that it is made once. */
export const COPIED_FROM = 'headroom.copied_from';
/** On a run's copy: the state of the original that was copied to the end. */
export const COPIED_WHOLE = 'headroom.copied_whole';
/** On versions that only use up a number, until they are deleted. */
export const PLACEHOLDER = 'headroom.placeholder';

export const tagOf = (tags: readonly Pair[], key: string): string | undefined =>
  tags.find((tag) => tag.key === key)?.value;

/** Tags for the copy: the original's own marks tell of another copying. */
export const tagsOfCopy = (tags: readonly Pair[], originalId: string): readonly Pair[] => [
  ...tags.filter(({ key }) => key !== COPIED_FROM && key !== COPIED_WHOLE),
  { key: COPIED_FROM, value: originalId },
];
