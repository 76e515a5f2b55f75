import { HeadroomError, type Algorithm } from '@headroom/contracts';
import {
  definitionHash,
  MINUTE_MS,
  resolveFeatureService,
  VECTOR_COLUMNS,
} from '@headroom/feature-engine';
import {
  createScorer,
  ForecastingError,
  type CpuInterval,
  type Ineligibility,
  type ModelBundle,
  type RowScorer,
} from '@headroom/forecasting';
import type { FeatureVector } from '@headroom/storage';
import type { SeenWindow } from './cluster-view.ts';
import type { RegisteredVersion } from './registered-version.ts';
import { CLUSTER_COLUMNS, emptyRow, fillRow, ROW_COLUMNS } from './scoring-row.ts';
import { layoutOf } from './vector-layouts.ts';

/** Why there is no prediction for a vector. */
export type NoPrediction = Ineligibility | 'MODEL_INVALID';

export type Score =
  | {
      readonly cpu: number;
      /** Null for models without intervals. */
      readonly interval: CpuInterval | null;
      readonly reason?: never;
    }
  | { readonly cpu?: never; readonly reason: NoPrediction };

/** Why a vector has none: also for want of views that the model reads. */
export type NoVectorPrediction = NoPrediction | 'VIEWS_MISSING';

type VectorScore = Score | { readonly cpu?: never; readonly reason: 'VIEWS_MISSING' };

/** A registered model in memory, ready to score. It never changes: another version is another object. */
export interface ServingModel {
  readonly name: string;
  readonly version: string;
  readonly runId: string | null;
  readonly algorithm: Algorithm;
  /** What it was loaded for. */
  readonly registered: RegisteredVersion;
  /** Of the file of trees or weights. */
  readonly sha256: string;
  readonly bundle: ModelBundle;
  /** Whether its signature holds anything that comes from a cluster window. */
  readonly needsCluster: boolean;
  /** Mean cpu utilisation of the hour after the vector's bucket, or why there is none. Its values have their full places. */
  score(vector: FeatureVector, window: SeenWindow | null): VectorScore;
  /**
   * The same of a row in the order of the bundle's columns.
   * @param service whose row it is; null: what the model knows of that service alone is missing
   */
  scoreRow(row: Float64Array, service: string | null): Score;
  /** Null for a recurrent model, which has no Shapley values. */
  explain(vector: FeatureVector, window: SeenWindow | null): Explanation | null;
}

/** Why a prediction is what it is, in cpu: base and contributions add up to it. */
export interface Explanation {
  readonly base: number;
  /** What the model sees: the bundle's columns, and for boosters what is computed from them. */
  readonly inputs: readonly string[];
  /** One an input. */
  readonly contributions: Float64Array;
  /** What the inputs held. */
  readonly values: Float64Array;
}

/**
 * @param content the model file that the bundle names
 * @throws CADENCE_MISMATCH, or MODEL_INVALID with what does not fit
 */
export function buildModel(
  version: RegisteredVersion,
  bundle: ModelBundle,
  content: string,
  cadenceMs: number,
): ServingModel {
  checkFit(version, bundle, cadenceMs);
  const scorer = asModelInvalid(version, () => createScorer(bundle, content));
  const ofVectors = asModelInvalid(version, () => scorer.forColumns(ROW_COLUMNS));
  const ofRows = scorer.forColumns(bundle.columns);
  const row = emptyRow();
  const isHeld = heldBy(bundle);
  const explain = explainerOf(version, ofVectors);
  return {
    name: version.name,
    version: version.version,
    runId: version.run_id ?? null,
    registered: version,
    algorithm: bundle.algorithm,
    sha256: bundle.model.sha256,
    bundle,
    needsCluster: bundle.columns.some(
      (name) => CLUSTER_COLUMNS.includes(name) || name === 'cluster_req_share',
    ),
    score(vector, window) {
      if (!isHeld(vector.definitionHash)) return { reason: 'VIEWS_MISSING' };
      fillRow(row, vector.values, window?.values ?? null);
      return scoreWith(ofVectors, row, vector.serviceId);
    },
    scoreRow: (values, service) => scoreWith(ofRows, values, service),
    explain(vector, window) {
      fillRow(row, vector.values, window?.values ?? null);
      return explain(row, vector.serviceId);
    },
  };
}

/** Whether vectors of a definition hash hold every column of theirs that the model reads. */
function heldBy({ columns, cadenceMs }: ModelBundle): (hash: string) => boolean {
  const read = new Set(columns);
  const positions = VECTOR_COLUMNS.flatMap(({ name }, i) => (read.has(name) ? [i] : []));
  const known = new Map<string, boolean>();
  return (hash) => {
    let isHeld = known.get(hash);
    if (isHeld === undefined) {
      const holds = layoutOf(hash, cadenceMs)?.holds ?? [];
      known.set(hash, (isHeld = positions.every((i) => holds[i])));
    }
    return isHeld;
  };
}

function scoreWith(scorer: RowScorer, row: Float64Array, service: string | null): Score {
  const reason = scorer.ineligibility(row);
  if (reason !== null) return { reason };
  const cpu = scorer.cpu(row, service);
  if (!Number.isFinite(cpu)) return { reason: 'MODEL_INVALID' };
  return { cpu, interval: scorer.interval(cpu, row, service) };
}

/** Explains rows of `ROW_COLUMNS`; what it needs is made when it is first asked. */
function explainerOf(
  version: RegisteredVersion,
  scorer: RowScorer,
): (row: Float64Array, service: string) => Explanation | null {
  const { inputs } = scorer;
  const [level, scale] = [ROW_COLUMNS.indexOf('level'), ROW_COLUMNS.indexOf('scale')];
  let explainer: ReturnType<RowScorer['explainer']> | undefined;
  return (row, service) => {
    explainer ??= asModelInvalid(version, () => scorer.explainer());
    if (explainer === null) return null;
    const values = new Float64Array(inputs.length);
    const contributions = new Float64Array(inputs.length);
    const base = explainer(row, service, values, contributions);
    const unit = row[scale] ?? NaN;
    return {
      base: (row[level] ?? NaN) + unit * base,
      inputs,
      contributions: contributions.map((value) => unit * value),
      values,
    };
  };
}

/** @throws MODEL_INVALID instead of the pure library's error */
export function asModelInvalid<T>(
  { name, version }: Pick<RegisteredVersion, 'name' | 'version'>,
  work: () => T,
): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ForecastingError)) throw cause;
    throw new HeadroomError('MODEL_INVALID', `${name} version ${version}: ${cause.message}`, {
      cause,
    });
  }
}

function checkFit(
  { name, version }: RegisteredVersion,
  bundle: ModelBundle,
  cadenceMs: number,
): void {
  const model = `${name} version ${version}`;
  if (bundle.cadenceMs !== cadenceMs) {
    throw new HeadroomError(
      'CADENCE_MISMATCH',
      `${model} was trained at a cadence of ${bundle.cadenceMs / MINUTE_MS} min, this stack has ${cadenceMs / MINUTE_MS} min; train it on data of this stack, or set HEADROOM_CADENCE.`,
    );
  }
  const hash = definitionHash(cadenceMs);
  if (bundle.definitionHash !== hash) {
    throw new HeadroomError(
      'MODEL_INVALID',
      `${model} was trained on feature definitions ${bundle.definitionHash}, this release computes ${hash}; train it anew.`,
    );
  }
  const signature = new Set(signatureOf(model, bundle));
  const unknown = bundle.columns.find((column) => !signature.has(column));
  if (unknown !== undefined) {
    throw new HeadroomError(
      'MODEL_INVALID',
      `${model} needs column ${unknown}, which feature service ${bundle.featureService} has not; train it anew.`,
    );
  }
}

function signatureOf(model: string, bundle: ModelBundle): string[] {
  try {
    return resolveFeatureService(bundle.featureService).signature.map(({ name }) => name);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new HeadroomError('MODEL_INVALID', `${model}: ${cause.message}`, { cause });
  }
}
