import { checkColumn, COLUMN } from '../column-limit.ts';
import { checkLength, checkTagKey } from '../key-name.ts';
import { invalidParameter } from '../mlflow-error.ts';

const LONGEST_NAME = 500;
const LONGEST_LOCATION = 2048;
const LONGEST_TAG_KEY = 250;
const LONGEST_TAG = 20_000;

/** @throws INVALID_PARAMETER_VALUE */
export function checkExperimentName(name: string): void {
  if (name === '') throw invalidParameter("Invalid experiment name: ''");
  checkLength('name', LONGEST_NAME, name);
  checkColumn(COLUMN.experimentName, name);
}

/** @throws INVALID_PARAMETER_VALUE for a place where no artifacts can lie */
export function checkArtifactLocation(location: string): void {
  if (/[#;]/.test(location)) {
    throw invalidParameter("'artifact_location' URL can't include fragments or params.");
  }
  if (location.startsWith('runs:')) {
    throw invalidParameter(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
  if (location.length > LONGEST_LOCATION) {
    throw invalidParameter(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${LONGEST_LOCATION} characters. ` +
        'To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.',
    );
  }
  checkColumn(COLUMN.artifactLocation, location);
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkExperimentTag(key: string, value: string): void {
  checkTagKey(key);
  checkLength('key', LONGEST_TAG_KEY, key);
  checkLength('value', LONGEST_TAG, value);
}

/** Digits of an experiment's id; empty means the default one. @throws INVALID_PARAMETER_VALUE */
export function experimentIdOf(text: string): string {
  if (text === '') return '0';
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    throw invalidParameter(
      `Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`,
    );
  }
  return BigInt(text.trim().replace(/^\+/, '')).toString();
}

/** Whether Postgres can hold it; what it cannot hold no experiment has. */
export const isPossibleId = (id: string): boolean => BigInt.asIntN(64, BigInt(id)) === BigInt(id);
