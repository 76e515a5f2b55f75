import type { DemandFit, Scaler } from '@headroom/forecasting';
import type { TrainingData } from './training-data.ts';

export type Params = Readonly<Record<string, string | number | boolean>>;

export interface Progress {
  readonly round: number;
  readonly rounds: number;
  /** Mean absolute error of z. */
  readonly train: number;
  readonly validation: number | null;
}

/** What a model's features weigh, by their names; the library's own figures. */
export interface Importance {
  /** Of `own`: `gain`, or `prediction_values_change` where the library keeps no gain. */
  readonly kind: string;
  readonly own: Readonly<Record<string, number>>;
  /** Mean absolute SHAP value of z, over some test rows. */
  readonly shap: Readonly<Record<string, number>>;
}

export interface FitRequest {
  /** It may still be on its way: what takes time to start need not wait for it. */
  readonly data: TrainingData | Promise<TrainingData>;
  readonly seed: number;
  /** What the caller wants otherwise than by default. */
  readonly params: Params;
  readonly onProgress: (progress: Progress) => void;
}

export interface Fitted {
  /** Content of the model file. The same request gives the same one. */
  readonly model: string;
  /** The model's own columns, a part of the signature. */
  readonly columns: readonly string[];
  readonly scaler: Scaler | null;
  /** What the inputs beside the columns are computed with; null if there are none. */
  readonly demand: DemandFit | null;
  readonly library: { readonly name: string; readonly version: string };
  /** All that were used, the defaults included. */
  readonly params: Params;
  /** Training rows that were learnt from. */
  readonly learnt: Int32Array;
  /** The library's own z of the validation and test rows, to be equal to the bit; null if it has no exact answer. */
  readonly answers: { readonly validation: Float64Array; readonly test: Float64Array } | null;
  /** Null where the library has no notion of it. */
  readonly importance: Importance | null;
  readonly seconds: number;
  /** Of the processes it started; 0 if none. */
  readonly peakMemoryBytes: number;
}

export interface Trainer {
  fit(request: FitRequest): Promise<Fitted>;
}
