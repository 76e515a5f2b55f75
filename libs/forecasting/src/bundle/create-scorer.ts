import { columnIndex } from '../column-index.ts';
import { ForecastingError } from '../error.ts';
import { createRnn } from '../rnn/rnn.ts';
import { parseRnn } from '../rnn/weights.ts';
import { assembleCalendar, assembleSequence } from '../sequence/assemble.ts';
import { SEQUENCE_STEPS, sequencePlan } from '../sequence/sequence-plan.ts';
import { ineligibility, type Ineligibility } from '../target/eligibility.ts';
import { fromZ } from '../target/level-scale.ts';
import { parseTreeModel } from '../trees/parse-tree-model.ts';
import type { RowExplainer, RowFunction, TreeAlgorithm } from '../trees/tree-model.ts';
import type { ModelBundle } from './model-bundle.ts';

/** Scores rows of one layout. Not to be shared between threads: it holds the scratch memory of one row. */
export interface RowScorer {
  /** Why this row has no prediction, or null. */
  ineligibility(row: Float64Array): Ineligibility | null;
  /** The model's own output; where the row is eligible it is (cpu − level)/scale. Missing features are NaN. */
  z(row: Float64Array): number;
  /** Mean cpu utilisation of the hour after the row's t, as a fraction; NaN where the row is not eligible. */
  cpu(row: Float64Array): number;
  /**
   * Shapley values of z, one for each column of the signature; null for recurrent models.
   * @throws ForecastingError MODEL_FORMAT for trees too deep to explain
   */
  explainer(): RowExplainer | null;
}

export interface Scorer {
  /** @throws ForecastingError COLUMNS if a column of the model's signature is not among them */
  forColumns(columns: readonly string[]): RowScorer;
}

/**
 * @param content the model file whose sha256 the bundle names
 * @throws ForecastingError MODEL_FORMAT for a broken model file, BUNDLE_FORMAT where it and the bundle disagree
 */
export function createScorer(bundle: ModelBundle, content: string): Scorer {
  const { algorithm } = bundle;
  const binder =
    algorithm === 'lstm' || algorithm === 'gru'
      ? bindRnn(bundle, content)
      : bindTrees(bundle, algorithm, content);
  return {
    forColumns(columns) {
      const positions = columnIndex(bundle.columns, columns);
      const [level = -1, scale = -1] = columnIndex(['level', 'scale'], columns);
      const z = binder.bind(positions);
      const reason = (row: Float64Array): Ineligibility | null => {
        if (row.length !== columns.length)
          throw new ForecastingError(
            'INPUT',
            `the row has ${row.length} values, its plan names ${columns.length} columns`,
          );
        return ineligibility(row[level] as number, row[scale] as number);
      };
      return {
        ineligibility: reason,
        z,
        cpu: (row) =>
          reason(row) === null ? fromZ(z(row), row[level] as number, row[scale] as number) : NaN,
        explainer: () => binder.explain?.(positions) ?? null,
      };
    },
  };
}

/** Given where the signature's columns stand in the caller's rows, functions of such rows. */
interface Binder {
  bind(positions: Int32Array): RowFunction;
  explain?(positions: Int32Array): RowExplainer;
}

function bindTrees(bundle: ModelBundle, algorithm: TreeAlgorithm, content: string): Binder {
  const model = parseTreeModel(algorithm, content);
  const differs = model.columns.findIndex((name, i) => name !== bundle.columns[i]);
  if (differs >= 0 || model.columns.length !== bundle.columns.length)
    throw new ForecastingError(
      'BUNDLE_FORMAT',
      `the ${algorithm} model has ${model.columns.length} features, the signature ${bundle.columns.length}` +
        (differs < 0 ? '' : `; number ${differs} is '${model.columns[differs] ?? ''}' there`),
    );
  return model;
}

function bindRnn(bundle: ModelBundle, content: string): Binder {
  const weights = parseRnn(content);
  const signature = sequencePlan(bundle.columns);
  const { scaler } = bundle;
  const agrees = (what: string, found: unknown, expected: unknown): void => {
    if (found !== expected)
      throw new ForecastingError(
        'BUNDLE_FORMAT',
        `the model file has ${what} ${String(found)}, the bundle's signature ${String(expected)}`,
      );
  };
  agrees('the cell', weights.cell, bundle.algorithm);
  agrees('steps', weights.steps, SEQUENCE_STEPS);
  agrees('channels', weights.channels, signature.channels);
  agrees('calendar', weights.calendar, signature.calendar.length);
  if (scaler === null) throw new ForecastingError('BUNDLE_FORMAT', 'scaler is null');
  agrees('a scaler of', scaler.columns.join(), signature.metrics.join());
  const bind = (positions: Int32Array): RowFunction => {
    const forward = createRnn(weights);
    const inRow = (column: number): number => positions[column] as number;
    const plan = {
      ...signature,
      values: signature.values.map(inRow),
      calendar: signature.calendar.map(inRow),
      level: inRow(signature.level),
      scale: inRow(signature.scale),
    };
    const sequence = new Float64Array(SEQUENCE_STEPS * plan.channels);
    const calendar = new Float64Array(plan.calendar.length);
    return (row) => {
      assembleSequence(plan, scaler, row, sequence);
      assembleCalendar(plan, row, calendar);
      return forward(sequence, calendar);
    };
  };
  return { bind };
}
