import { invalidParameter, pythonText } from '../mlflow-error.ts';

/** @throws INVALID_PARAMETER_VALUE for a name that no logged model may have; none at all is made up later */
export function checkLoggedModelName(name: string): void {
  if (!/[/:.%"']/.test(name)) return;
  throw invalidParameter(
    `Invalid model name (${pythonText(name)}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  );
}

/** @throws INVALID_PARAMETER_VALUE */
export function experimentNumber(id: string): number {
  const number = Number(id);
  if (/^\s*[+-]?\d+\s*$/.test(id) && Number.isSafeInteger(number)) return number;
  throw invalidParameter(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
}
