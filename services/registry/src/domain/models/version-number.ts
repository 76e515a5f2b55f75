import { invalidParameter } from '../mlflow-error.ts';

/** Past Postgres' int no version can be. */
const LARGEST = 2_147_483_647;

/** A version's number of the string that the protocol carries, 0 for one that cannot exist. */
export function versionNumber(text: string): number {
  const digits = text.trim().replaceAll(/(?<=\d)_(?=\d)/g, '');
  if (!/^[+-]?\d+$/.test(digits)) {
    throw invalidParameter(`Parameter 'version' must be an integer, got '${text}'.`);
  }
  const number = Number(digits);
  return Math.abs(number) <= LARGEST ? number : 0;
}
