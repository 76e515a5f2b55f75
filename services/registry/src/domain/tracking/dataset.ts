import { checkLength } from '../key-name.ts';
import type { KeyValue } from './key-values.ts';

export interface Dataset {
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string;
  readonly profile: string;
}
export interface DatasetInput {
  readonly tags: readonly KeyValue[];
  readonly dataset: Dataset;
}

const LONGEST = { name: 500, digest: 36, source: 65_535, schema: 1_048_575, profile: 16_777_215 };

/** Says what the data was for: train, test, … */
export const CONTEXT_TAG = 'mlflow.data.context';

/** @throws INVALID_PARAMETER_VALUE */
export function checkDatasetInput({ tags, dataset }: DatasetInput): void {
  for (const field of ['name', 'digest', 'source', 'schema', 'profile'] as const) {
    checkLength(field, LONGEST[field], dataset[field]);
  }
  for (const { key, value } of tags) {
    checkLength('key', 255, key);
    checkLength('value', 500, value);
  }
}
