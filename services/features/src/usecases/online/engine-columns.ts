import { ONLINE_VIEWS } from '@headroom/contracts';
import { INTERACTION_COUNT, VECTOR_OFFSETS, writeInteractions } from '@headroom/feature-engine';
import type { OnlineKey } from '@headroom/storage';
import { eventTimeText, NO_TIME } from '../../domain/online/event-time.ts';
import { valueReader } from '../../domain/online/read-value.ts';
import { floatText, NULL, type ValueText } from '../../domain/online/value-text.ts';
import { windowValues } from '../../domain/window-version.ts';
import type { OnlineRow, OnlineRows } from '../online-rows.ts';
import type { SourceClocks } from '../source-clocks.ts';
import type { EntityColumns } from './entity-columns.ts';
import { NOT_FOUND, OUTSIDE_MAX_AGE, type ViewColumns } from './online-answer.ts';
import type { EnginePlan } from './read-plan.ts';

/** What one entity has for a view. */
interface Found {
  readonly values: ArrayLike<number>;
  /** Epoch milliseconds; null for values that have no time of their own. */
  readonly time: number | null;
  readonly now: number;
}

const textOf = valueReader('string');

/** Columns of the views that the engine computes from its stream. */
export class EngineColumns {
  readonly #rows: Pick<OnlineRows, 'read' | 'clusters'>;
  readonly #clocks: Pick<SourceClocks, 'now'>;

  constructor(rows: Pick<OnlineRows, 'read' | 'clusters'>, clocks: Pick<SourceClocks, 'now'>) {
    this.#rows = rows;
    this.#clocks = clocks;
  }

  /** In the order of the plans. Services are read once, whatever the number of their views. */
  async columns(plans: readonly EnginePlan[], entities: EntityColumns): Promise<ViewColumns[]> {
    const services = new Map<string, Promise<(readonly [OnlineRow, number] | null)[]>>();
    const rowsOf = (plan: EnginePlan) => {
      const known = services.get(plan.key.column);
      if (known !== undefined) return known;
      const asked = this.#services(ids(entities, plan));
      services.set(plan.key.column, asked);
      return asked;
    };
    return Promise.all(
      plans.map(async (plan) => {
        if (plan.kind === 'cluster' && entities.has(plan.key)) {
          return columnsOf(plan, await this.#clusters(ids(entities, plan)));
        }
        const rows = await rowsOf(plan.kind === 'cluster' ? throughService(plan) : plan);
        return columnsOf(
          plan,
          rows.map((row) => (row === null ? null : valuesFor(plan, ...row))),
        );
      }),
    );
  }

  async #services(serviceIds: readonly string[]) {
    const rows = await this.#rows.read(serviceIds);
    return Promise.all(
      rows.map(async (row) =>
        row === null ? null : ([row, await this.#clocks.now(row.source)] as const),
      ),
    );
  }

  async #clusters(clusterIds: readonly string[]): Promise<(Found | null)[]> {
    const seen = await this.#rows.clusters(clusterIds, (source) => this.#clocks.now(source));
    return seen.map((found) =>
      found === null
        ? null
        : { values: windowValues(found.window), time: found.window.end, now: found.now },
    );
  }
}

/**
 * What changes these columns when it changes. The window of a cluster that is found through its service comes with the
 * service's next vector.
 */
export function engineKeys(plan: EnginePlan, entities: EntityColumns): OnlineKey[] {
  const ofCluster = plan.kind === 'cluster' && entities.has(plan.key);
  const view = ofCluster ? ONLINE_VIEWS.clusterWindows : ONLINE_VIEWS.serviceVector;
  const by = plan.kind === 'cluster' && !ofCluster ? throughService(plan) : plan;
  return ids(entities, by).map((entity) => ({ view, entity }));
}

/** The cluster that a service's vector is of, where the request names none. */
const throughService = (plan: EnginePlan): EnginePlan => ({
  ...plan,
  key: { column: 'service_id', field: { name: 'service_id', type: 'string' } },
});

const ids = (entities: EntityColumns, { key }: EnginePlan): string[] =>
  entities.column(key).map((text) => String(textOf(text)));

function valuesFor(plan: EnginePlan, row: OnlineRow, now: number): Found | null {
  const { vector, cluster, layout } = row;
  switch (plan.kind) {
    case 'vector':
      // Columns of one view: the stream computes all of them or none.
      if (plan.indices.some((index) => layout.holds[index] !== true)) return null;
      return { values: vector.values, time: vector.bucketEnd, now };
    case 'cluster':
      return cluster === null ? null : { values: windowValues(cluster), time: cluster.end, now };
    case 'interactions': {
      const values = new Float64Array(INTERACTION_COUNT);
      const requests = cluster?.cluster_req_sum ?? NaN;
      writeInteractions(vector.values, VECTOR_OFFSETS.workload, requests, values, 0);
      return { values, time: null, now };
    }
  }
}

function columnsOf(plan: EnginePlan, found: readonly (Found | null)[]): ViewColumns {
  const states = new Uint8Array(found.length);
  const cells = plan.fields.map(() => new Array<ValueText>(found.length).fill(NULL));
  const times = found.map((one, row) => {
    if (one === null) {
      states[row] = NOT_FOUND;
      return NO_TIME;
    }
    if (one.time !== null && one.now - one.time > plan.ttlMs) states[row] = OUTSIDE_MAX_AGE;
    plan.indices.forEach((index, field) => {
      const value = one.values[index] ?? NaN;
      const column = cells[field];
      if (column !== undefined && !Number.isNaN(value)) column[row] = floatText(value);
    });
    return one.time === null ? NO_TIME : eventTimeText(one.time * 1000);
  });
  return { cells, times, states };
}
