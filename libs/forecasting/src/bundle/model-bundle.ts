import type { DemandFit } from '../demand/fit-demand.ts';
import type { Intervals } from '../interval/intervals.ts';
import type { Scaler } from '../scaling/scaler.ts';
import { RNN_FORMAT, type RnnCell } from '../rnn/weights.ts';
import type { TreeAlgorithm } from '../trees/tree-model.ts';

export const BUNDLE_FORMAT = 'headroom-model/1';

export type ModelAlgorithm = TreeAlgorithm | RnnCell;

/** The format of each algorithm's model file. */
export const MODEL_FILE_FORMATS = {
  xgboost: 'xgboost-json',
  lightgbm: 'lightgbm-text',
  catboost: 'catboost-json',
  lstm: RNN_FORMAT,
  gru: RNN_FORMAT,
} as const satisfies Record<ModelAlgorithm, string>;

/** A file by its place and content. The library hashes nothing: whoever reads the file compares its sha256. */
export interface FileReference {
  readonly uri: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a model was fitted on: enough to fit it again. */
export interface TrainingData {
  readonly snapshot: FileReference;
  /** Event "now" of the run, epoch ms. */
  readonly asOf: number;
  /** Usable rows of each split. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly services: readonly string[];
}

/** All that serving must know of a model beside its trees or weights. */
export interface ModelBundle {
  readonly format: typeof BUNDLE_FORMAT;
  readonly algorithm: ModelAlgorithm;
  readonly featureService: string;
  /** The signature: every column in order, those of absent metrics left out, `level` and `scale` among them. */
  readonly columns: readonly string[];
  /** Metrics that some service of the data set declares; drift and report name the others as absent. */
  readonly declared: readonly string[];
  readonly definitionHash: string;
  readonly cadenceMs: number;
  /** The target that was learnt is (y − level)/scale. */
  readonly transform: 'level-scale';
  /** Recurrent models: of each metric of a sequence step. Trees take values as they are: null. */
  readonly scaler: Scaler | null;
  /** Of the inputs that follow the columns; null for recurrent models, and where the columns tell no demand. */
  readonly demand: DemandFit | null;
  /** How far the truth was from the predictions of the validation rows; null in models that were made before. */
  readonly intervals: Intervals | null;
  readonly model: FileReference & { readonly format: string };
  readonly trainingData: TrainingData;
  readonly library: { readonly name: string; readonly version: string };
  readonly params: Readonly<Record<string, string | number | boolean>>;
}
