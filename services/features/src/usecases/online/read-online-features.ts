import { FeastError, pythonList, refusal } from '../../domain/online/feast-error.ts';
import type { DefinitionsInForce } from '../../domain/definitions-in-force.ts';
import type { RowFunctions } from '../../domain/online/row-functions.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import type { EngineColumns } from './engine-columns.ts';
import { EntityColumns, type EntityValues } from './entity-columns.ts';
import { onDemandColumns } from './on-demand-columns.ts';
import type { OnlineAnswer, ViewColumns } from './online-answer.ts';
import { planRead, type Wanted } from './plan-read.ts';
import type { EnginePlan, OnDemandPlan, ReadPlan, RowsPlan } from './read-plan.ts';
import { RowColumns } from './row-columns.ts';

export interface ReadOnlineFeaturesOptions {
  readonly definitions: DefinitionsInForce;
  readonly store: Pick<RowStore, 'read' | 'layout' | 'keyOf' | 'clockKeyOf'>;
  readonly engine: Pick<EngineColumns, 'columns'>;
  readonly functions: RowFunctions;
  readonly cadenceMs: number;
  readonly project: string;
  /** The machine's clock, epoch milliseconds. */
  readonly now: () => number;
}

/** A client that makes up feature lists must not fill the memory with plans. */
const PLANS_KEPT = 1_000;
/** Values in one answer: some hundred megabytes of JSON. */
const MOST_VALUES = 2_000_000;

/** Reads the newest values of any features, stored, computed by the engine or on demand. */
export class ReadOnlineFeatures {
  readonly #options: ReadOnlineFeaturesOptions;
  readonly #rows: RowColumns;
  readonly #plans = new Map<string, ReadPlan>();

  constructor(options: ReadOnlineFeaturesOptions) {
    this.#options = options;
    this.#rows = new RowColumns(options.store);
    options.definitions.subscribe(() => {
      this.#plans.clear();
    });
  }

  /** Resolved once: a request pays for its values alone. @throws FeastError */
  plan(wanted: Wanted): ReadPlan {
    const { featureService, features, fullNames } = wanted;
    const key = `${fullNames ? '+' : '-'}${featureService === null ? features.join('\n') : `\n${featureService}`}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const { definitions, cadenceMs, project } = this.#options;
    const plan = planRead(wanted, { state: definitions.current(), cadenceMs, project });
    if (this.#plans.size >= PLANS_KEPT) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }

  /** One round trip to Redis, whatever the number of views. @throws FeastError */
  async read(plan: ReadPlan, values: EntityValues): Promise<OnlineAnswer> {
    const entities = new EntityColumns(plan, values);
    const { rows, keys } = entities;
    const { functions } = this.#options;
    requireData(plan, values);
    refuseTooMuch(plan, rows);
    const rowViews = plan.views.filter((view) => view.kind === 'rows');
    const engineViews = plan.views.filter(isEngineView);
    const [stored, computed] =
      engineViews.length === 0
        ? [await this.#stored(rowViews, entities), []]
        : await Promise.all([
            this.#stored(rowViews, entities),
            this.#options.engine.columns(engineViews, entities),
          ]);
    const known = new Map<RowsPlan | EnginePlan, ViewColumns>();
    rowViews.forEach((view, i) => set(known, view, stored[i]));
    engineViews.forEach((view, i) => set(known, view, computed[i]));
    const views: ViewColumns[] = [];
    for (const view of plan.views) {
      const columns =
        view.kind === 'on_demand'
          ? await onDemandColumns(view, values, views, { rows, functions })
          : known.get(view);
      if (columns !== undefined) views.push(columns);
    }
    return { rows, keys, views };
  }

  async #stored(views: readonly RowsPlan[], entities: EntityColumns): Promise<ViewColumns[]> {
    if (views.length === 0) return [];
    const { store, now } = this.#options;
    const { rows } = entities;
    const wanted: string[] = [];
    for (const { view, keys } of views) {
      for (const entity of entities.entities(keys)) wanted.push(store.keyOf(view, entity));
    }
    const clocked = views.filter(({ ttlClock, ttlMs }) => ttlClock === 'event' && ttlMs < Infinity);
    for (const { view } of clocked) wanted.push(store.clockKeyOf(view));
    const texts = await store.read(wanted);
    const columns: ViewColumns[] = [];
    for (const [i, view] of views.entries()) {
      const clock = clocked.indexOf(view);
      const newest = texts[views.length * rows + clock] ?? null;
      const stretch = {
        start: i * rows,
        rows,
        now: clock < 0 || newest === null ? now() : Number(newest) / 1000,
      };
      let known = this.#rows.columns(view, texts, stretch);
      while (typeof known === 'string') {
        await this.#rows.learn(view, known);
        known = this.#rows.columns(view, texts, stretch);
      }
      columns.push(known);
    }
    return columns;
  }
}

const isEngineView = (view: RowsPlan | EnginePlan | OnDemandPlan): view is EnginePlan =>
  view.kind !== 'rows' && view.kind !== 'on_demand';

function set<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value !== undefined) map.set(key, value);
}

function requireData(plan: ReadPlan, values: EntityValues): void {
  const missing = plan.requestColumns.filter((name) => values[name] === undefined);
  if (missing.length === 0) return;
  throw new FeastError(
    404,
    'RequestDataNotFoundInEntityRowsException',
    `Required request data source features ${pythonList(missing)} not found in the entity rows, but required by feature views`,
  );
}

function refuseTooMuch(plan: ReadPlan, rows: number): void {
  const columns = plan.views.reduce((sum, { fields }) => sum + fields.length, 0);
  if (rows * columns <= MOST_VALUES) return;
  throw refusal(
    `entities: ${rows} rows of ${columns} features are more than the ${MOST_VALUES} values of one answer; ask for them in several requests.`,
  );
}
