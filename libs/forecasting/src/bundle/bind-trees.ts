import { DEMAND_INPUTS, DemandInputs } from '../demand/demand-inputs.ts';
import { demandPlan } from '../demand/demand-plan.ts';
import { ForecastingError } from '../error.ts';
import { parseTreeModel } from '../trees/parse-tree-model.ts';
import type { TreeAlgorithm } from '../trees/tree-model.ts';
import type { BindModel, ServiceName } from './bound-model.ts';
import type { ModelBundle } from './model-bundle.ts';

/** @throws ForecastingError MODEL_FORMAT for a broken model, BUNDLE_FORMAT where it and the bundle disagree */
export function bindTrees(
  bundle: ModelBundle,
  algorithm: TreeAlgorithm,
  content: string,
): BindModel {
  const model = parseTreeModel(algorithm, content);
  const computed = bundle.demand === null ? [] : DEMAND_INPUTS;
  const inputs = [...bundle.columns, ...computed];
  const differs = model.columns.findIndex((name, i) => name !== inputs[i]);
  if (differs >= 0 || model.columns.length !== inputs.length)
    throw new ForecastingError(
      'BUNDLE_FORMAT',
      `the ${algorithm} model has ${model.columns.length} features, the signature ${inputs.length}${computed.length > 0 ? ' with what is computed from it' : ''}` +
        (differs < 0 ? '' : `; number ${differs} is '${model.columns[differs] ?? ''}' there`),
    );
  const widen = widener(bundle);
  return (positions, width) => {
    const extended = Int32Array.from(
      inputs,
      (_, i) => positions[i] ?? width + i - positions.length,
    );
    const wide = widen(positions, width);
    const margin = model.bind(extended);
    const { link } = model;
    return {
      inputs,
      z: (row, service) => link(margin(wide(row, service))),
      explainer() {
        const explain = model.explain(extended);
        return (row, service, values, contributions) => {
          const seen = wide(row, service);
          for (let i = 0; i < inputs.length; i++) values[i] = seen[extended[i] as number] as number;
          return explain(seen, contributions);
        };
      },
    };
  };
}

type Widen = (row: Float64Array, service: ServiceName) => Float64Array;

/** Rows followed by what is computed from them: by the same code in training and serving, hence to the same bits. */
function widener({
  demand,
  columns,
}: ModelBundle): (positions: Int32Array, width: number) => Widen {
  if (demand === null) return () => (row) => row;
  const plan = demandPlan(columns);
  if (plan === null)
    throw new ForecastingError(
      'BUNDLE_FORMAT',
      'demand: the signature lacks columns that it is computed from; train the model again',
    );
  return (positions, width) => {
    const inRow = (column: number): number => positions[column] as number;
    const inputs = new DemandInputs(
      {
        cpu: plan.cpu.map(inRow),
        instances: plan.instances.map(inRow),
        calendar: plan.calendar.map(inRow),
        level: inRow(plan.level),
        scale: inRow(plan.scale),
      },
      demand.profiles,
    );
    const wide = new Float64Array(width + DEMAND_INPUTS.length);
    return (row, service) => {
      wide.set(row);
      inputs.write(row, service, wide, width);
      return wide;
    };
  };
}
