import { badPath, isNoUniquePath } from '../key-name.ts';
import { invalidParameter, invalidValue, missingValue } from '../mlflow-error.ts';

/** @throws INVALID_PARAMETER_VALUE for a name that no registered model may have */
export function checkModelName(name: string, param = 'name'): void {
  if (name.trim() === '') throw invalidParameter(missingValue(param));
  if (/[/:]/.test(name)) {
    throw invalidParameter(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  }
  if (isNoUniquePath(name)) throw invalidParameter(invalidValue('name', name, badPath(name)));
}
