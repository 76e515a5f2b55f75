import { checkLength, checkTagKey } from '../key-name.ts';
import { invalidParameter } from '../mlflow-error.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

const LONGEST_KEY = 250;
const LONGEST_VALUE = 100_000;
const PROMPT_TEXT = 'mlflow.prompt.text';
/** Prompts live among the registered models; this tag tells them apart. */
export const IS_PROMPT = 'mlflow.prompt.is_prompt';

/** @throws INVALID_PARAMETER_VALUE */
export function checkModelTag({ key, value }: Tag): void {
  checkTagKey(key);
  checkLength('key', LONGEST_KEY, key);
  checkLength('value', LONGEST_VALUE, value);
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkVersionTag({ key, value }: Tag): void {
  checkTagKey(key);
  checkLength('key', LONGEST_KEY, key);
  if (key === PROMPT_TEXT && value.length > LONGEST_VALUE) {
    throw invalidParameter(`Prompt text exceeds max length of ${LONGEST_VALUE} characters.`);
  }
  checkLength('value', LONGEST_VALUE, value);
}

/** The last of several tags with one key counts. */
export const tagMap = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

export const marksPrompt = (tags: Readonly<Record<string, string>>): boolean =>
  tags[IS_PROMPT]?.toLowerCase() === 'true';
