import { invalidParameter } from '../mlflow-error.ts';
import type { KeyValue } from './key-values.ts';

export const RUN_NAME = 'mlflow.runName';

const FIRST =
  'able amber bold brave bright calm clever crisp daring eager fair fleet gentle glad grand keen kind lively lucid merry mild neat nimble noble proud quick quiet rapid serene sharp sleek smart solid steady stern swift tidy vivid warm wise';
const SECOND =
  'badger bear beaver bison crane crow deer dove eagle egret elk falcon finch fox gnu goose hare hawk heron horse ibex jay kite koala lark lynx mole moose newt otter owl panda quail raven robin seal shrew skunk sloth snail stork swan tern toad trout vole whale wolf wren yak';

/**
 * The name of a new run: the argument or the tag, else one made up.
 *
 * @throws INVALID_PARAMETER_VALUE where both are given and differ
 */
export function runNameOf(name: string, tags: readonly KeyValue[], random: () => number): string {
  const tag = tags.find(({ key }) => key === RUN_NAME)?.value ?? '';
  if (name !== '' && tag !== '' && name !== tag) {
    throw invalidParameter(
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values " +
        `(run_name='${name}', mlflow.runName='${tag}').`,
    );
  }
  if (name !== '' || tag !== '') return name === '' ? tag : name;
  const one = (words: string) => {
    const list = words.split(' ');
    return list[Math.floor(random() * list.length)];
  };
  return `${one(FIRST)}-${one(SECOND)}-${Math.floor(random() * 1000)}`;
}
