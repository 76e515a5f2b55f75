import { invalidParameter, invalidValue, missingValue } from '../../../domain/mlflow-error.ts';
import { pythonFloat, pythonInt } from '../../../domain/python-number.ts';
import { isObject } from './fields.ts';

/** One demand on a field of a request, by its raw JSON value. `message` undefined: MLflow's sentence of a wrong type. */
export interface Check {
  readonly holds: (value: unknown) => boolean;
  readonly message?: (value: unknown, param: string) => string;
  /** A check of the type: void where the whole message could be read. */
  readonly type?: boolean;
}
export type Checks = Readonly<Record<string, readonly Check[]>>;

export const required: Check = {
  holds: (value) => value !== undefined && value !== null && value !== '',
  message: (_, param) => missingValue(param),
};
export const aString: Check = { type: true, holds: (value) => typeof value === 'string' };
export const aBoolean: Check = { type: true, holds: (value) => typeof value === 'boolean' };
export const intLike: Check = {
  type: true,
  holds: (value) =>
    Number.isFinite(value) ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && pythonInt(value) !== undefined),
};
export const floatLike: Check = {
  type: true,
  holds: (value) =>
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'string' && pythonFloat(value) !== undefined),
};
export const anArray: Check = { type: true, holds: Array.isArray };
export const ofStrings: Check = {
  type: true,
  holds: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

export const atMost = (limit: number): Check => ({ holds: (value) => Number(value) <= limit });

/** A demand of one call alone. */
export const demand = (
  holds: (value: unknown) => boolean,
  message: (value: unknown) => string,
) => ({
  holds,
  message,
});

/** That each item of a list holds these keys. */
export const itemsHold = (list: string, keys: readonly string[]): Check => ({
  holds: (value) => missingKey(list, keys, value) === undefined,
  message: (value) => missingValue(missingKey(list, keys, value) ?? list),
});

function missingKey(list: string, keys: readonly string[], value: unknown): string | undefined {
  for (const [i, item] of (Array.isArray(value) ? value : []).entries()) {
    const key = keys.find((name) => !required.holds(isObject(item) ? item[name] : undefined));
    if (key !== undefined) return `${list}[${i}].${key}`;
  }
  return undefined;
}

/** @throws INVALID_PARAMETER_VALUE with MLflow's sentence for the first check that fails */
export function check(
  checks: Checks,
  json: Readonly<Record<string, unknown>>,
  fits: boolean,
): void {
  for (const [param, demands] of Object.entries(checks)) {
    if (!(param in json) && !demands.includes(required)) continue;
    const value = json[param] ?? (param === 'run_id' ? json['run_uuid'] : undefined);
    for (const one of demands) {
      if ((one.type === true && fits) || one.holds(value)) continue;
      const message =
        one.message?.(value, param) ??
        invalidValue(param, value, ` Hint: Value was of type '${pythonType(value)}'.`);
      throw invalidParameter(
        `${message} See the API docs for more information about request parameters.`,
      );
    }
  }
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}
