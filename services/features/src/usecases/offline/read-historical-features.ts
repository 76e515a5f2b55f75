import type { FeatureTable, TableColumn } from '../../domain/feature-table.ts';
import { echoed, type EntityFrame } from '../../domain/offline/entity-frame.ts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import type { OfflineRows } from '../../domain/offline/offline-rows.ts';
import type { RowFunctions } from '../../domain/online/row-functions.ts';
import { FeastError, ownError } from '../../domain/online/feast-error.ts';
import { numberOf } from '../../domain/online/read-value.ts';
import { floatText, NULL, type ValueText } from '../../domain/online/value-text.ts';
import { EntityColumns, type EntityValues } from '../online/entity-columns.ts';
import { onDemandColumns } from '../online/on-demand-columns.ts';
import type { ViewColumns } from '../online/online-answer.ts';
import type { Wanted } from '../online/plan-read.ts';
import type { EnginePlan, ReadPlan } from '../online/read-plan.ts';
import { engineViewColumns } from './engine-view-columns.ts';
import { rowViewColumns } from './row-view-columns.ts';

export interface HistoricalRequest {
  readonly wanted: Wanted;
  readonly entities: EntityFrame;
  /** What came in later, by the machine's clock in epoch ms, is not seen; null sees all that is known today. */
  readonly knownAt: number | null;
}

export interface ReadHistoricalFeaturesOptions {
  /** Resolves features as an online read does, so that training and serving ask for the same. */
  readonly plan: (wanted: Wanted) => ReadPlan;
  readonly offline: OfflineRows;
  readonly history: EngineHistory;
  readonly functions: RowFunctions;
  readonly cadenceMs: number;
}

type Values = readonly (Float64Array | readonly ValueText[])[];

/**
 * Point-in-time join: every entity row gets the features as they were at its event time, and nothing later. Features are
 * read by the plan of an online read.
 */
export class ReadHistoricalFeatures {
  readonly #options: ReadHistoricalFeaturesOptions;

  constructor(options: ReadHistoricalFeaturesOptions) {
    this.#options = options;
  }

  /**
   * The entity rows with their features, in the order they came.
   * @throws NOT_FOUND for unknown names, INVALID_REQUEST and INVALID_DATA for what cannot be read
   */
  async read({ wanted, entities, knownAt }: HistoricalRequest): Promise<FeatureTable> {
    try {
      const plan = this.#options.plan(wanted);
      const values = Object.fromEntries(entities.columns);
      const features = await this.#features(plan, values, entities, knownAt);
      return { rows: entities.rows, columns: [...echoed(entities), ...features] };
    } catch (error) {
      throw error instanceof FeastError ? ownError(error) : error;
    }
  }

  async #features(
    plan: ReadPlan,
    values: EntityValues,
    { times, rows }: EntityFrame,
    knownAt: number | null,
  ): Promise<TableColumn[]> {
    const { offline, history, functions, cadenceMs } = this.#options;
    const entities = new EntityColumns(plan, values);
    const enginePlans = plan.views.filter(isEngine);
    const onDemand = plan.views.some(({ kind }) => kind === 'on_demand');
    const options = { offline, knownAt, asTexts: onDemand };
    const [engine, stored] = await Promise.all([
      engineViewColumns(enginePlans, entities, times, { history, cadenceMs, knownAt }),
      Promise.all(
        plan.views.map(async (view) =>
          view.kind === 'rows'
            ? rowViewColumns(view, entities.entities(view.keys), times, options)
            : [],
        ),
      ),
    ]);
    const inputs: ViewColumns[] = [];
    const columns: TableColumn[] = [];
    for (const [i, view] of plan.views.entries()) {
      let own: Values;
      if (view.kind === 'on_demand') {
        ({ cells: own } = await onDemandColumns(view, values, inputs, { rows, functions }));
      } else own = (isEngine(view) ? engine[enginePlans.indexOf(view)] : stored[i]) ?? [];
      if (onDemand) inputs.push({ cells: own.map(textsOf), times: null, states: null });
      for (const [k, field] of view.fields.slice(0, view.asked).entries()) {
        const name = plan.names[columns.length] ?? field.name;
        columns.push(tableColumn(name, field.type, own[k] ?? []));
      }
    }
    return columns;
  }
}

const isEngine = (view: ReadPlan['views'][number]): view is EnginePlan =>
  view.kind !== 'rows' && view.kind !== 'on_demand';

const textsOf = (column: Float64Array | readonly ValueText[]): readonly ValueText[] =>
  column instanceof Float64Array
    ? Array.from(column, (value) => (Number.isNaN(value) ? NULL : floatText(value)))
    : column;

function tableColumn(
  name: string,
  type: Extract<TableColumn, { texts: unknown }>['type'],
  values: Float64Array | readonly ValueText[],
): TableColumn {
  if (values instanceof Float64Array) return { name, type: 'float64', numbers: values };
  if (type === 'float64') return { name, type, numbers: Float64Array.from(values, numberOf) };
  return { name, type, texts: values };
}
