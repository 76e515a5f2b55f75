import { checkLength } from '../key-name.ts';
import { invalidParameter } from '../mlflow-error.ts';

const LONGEST = 255;

/** @throws INVALID_PARAMETER_VALUE for what no alias can be called */
export function checkAlias(alias: string): void {
  if (alias === '') throw invalidParameter('Registered model alias name cannot be empty.');
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) {
    throw invalidParameter(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength('Registered model alias name', LONGEST, alias);
}

/** @throws INVALID_PARAMETER_VALUE for names that stand for a version by themselves */
export function checkNewAlias(alias: string): void {
  checkAlias(alias);
  if (isLatest(alias)) {
    throw invalidParameter("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^[vV]\d+$/.test(alias)) {
    throw invalidParameter(`Version alias name '${alias}' is reserved.`);
  }
}

/** `models:/name@latest`: the newest version, whoever carries aliases. */
export const isLatest = (alias: string): boolean => alias.toLowerCase() === 'latest';
