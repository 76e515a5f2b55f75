import { ALGORITHMS, type Algorithm } from '@headroom/contracts';
import { CommandError } from '../command-error.ts';

export interface TrainRequest {
  readonly models: readonly string[];
  /** `max_depth=6`, or `lightgbm.max_depth=6` for one of several models. */
  readonly set: readonly string[];
  readonly seed: number | undefined;
  readonly source: string | undefined;
}

type Value = string | number | boolean;

/**
 * The conf of a pipeline run that trains these models. Which parameters there are, and what values they take, is for the
 * orchestrator to judge.
 * @throws CommandError for a model that there is not, or a setting that is no `name=value`
 */
export function trainConf({ models, set, seed, source }: TrainRequest): Record<string, unknown> {
  const chosen = models.length === 0 ? ALGORITHMS : models.map(algorithm);
  const params: Partial<Record<Algorithm, Record<string, Value>>> = {};
  for (const text of set) {
    const { model, name, value } = setting(text);
    for (const each of model === null ? chosen : [model]) {
      if (!chosen.includes(each))
        throw new CommandError(
          'INVALID_REQUEST',
          `--set ${text}: ${each} is not among the models to train`,
        );
      params[each] = { ...params[each], [name]: value };
    }
  }
  return {
    models: chosen,
    params,
    ...(seed === undefined ? {} : { seed }),
    ...(source === undefined ? {} : { source }),
  };
}

function algorithm(name: string): Algorithm {
  const found = ALGORITHMS.find((one) => one === name);
  if (found !== undefined) return found;
  throw new CommandError('INVALID_REQUEST', `--model ${name}: there are ${ALGORITHMS.join(', ')}`);
}

function setting(text: string): { model: Algorithm | null; name: string; value: Value } {
  const [, prefix, name = '', value = ''] =
    /^(?:([a-z]+)\.)?([A-Za-z0-9_]+)=(.+)$/.exec(text) ?? [];
  if (name === '')
    throw new CommandError('INVALID_REQUEST', `--set ${text}: give name=value, as max_depth=6`);
  return { model: prefix === undefined ? null : algorithm(prefix), name, value: valueOf(value) };
}

function valueOf(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
