import { ttlMs, type Field } from '@headroom/feature-definitions';
import {
  BUILT_IN,
  INTERACTION_COUNT,
  METRIC_COUNT,
  VECTOR_OFFSETS,
  writeInteractions,
} from '@headroom/feature-engine';
import type { ClusterWindowVersion } from '@headroom/contracts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { valueReader } from '../../domain/online/read-value.ts';
import { windowValues } from '../../domain/window-version.ts';
import type { EntityColumns } from '../online/entity-columns.ts';
import type { EnginePlan, KeyColumn } from '../online/read-plan.ts';
import { vectorsAt, type VectorsAt } from './vectors-at.ts';
import { windowsAt } from './windows-at.ts';

export interface EngineViewsOptions {
  readonly history: EngineHistory;
  readonly cadenceMs: number;
  readonly knownAt: number | null;
}

const SERVICE: KeyColumn = {
  column: 'service_id',
  field: { name: 'service_id', type: 'string' } satisfies Field,
};
const METRICS = Array.from({ length: METRIC_COUNT }, (_, m) => VECTOR_OFFSETS.workload + m);
const idOf = valueReader('string');

/** Columns of the engine's views as rows of the past see them, in the order of the plans. Each series is read once. */
export async function engineViewColumns(
  plans: readonly EnginePlan[],
  entities: EntityColumns,
  times: readonly Micros[],
  options: EngineViewsOptions,
): Promise<Float64Array[][]> {
  const { history, cadenceMs, knownAt } = options;
  const msTimes = times.map((time) => Math.floor(time / 1000));
  const ids = (key: KeyColumn) => entities.column(key).map((text) => String(idOf(text)));
  const keyOf = (plan: EnginePlan) =>
    plan.kind === 'cluster' && !entities.has(plan.key) ? SERVICE : plan.key;
  const ofCluster = (plan: EnginePlan) => plan.kind === 'cluster' && entities.has(plan.key);

  const byColumn = new Map<string, { vectors: VectorsAt; windows: () => Promise<Seen> }>();
  const servicePlans = plans.filter((plan) => !ofCluster(plan));
  for (const key of new Map(servicePlans.map((p) => [keyOf(p).column, keyOf(p)])).values()) {
    const own = servicePlans.filter((plan) => keyOf(plan).column === key.column);
    const vectors = await vectorsAt(
      history,
      { serviceIds: ids(key), times: msTimes },
      { cadenceMs, knownAt, ttlMs: serviceTtlMs(own, cadenceMs), indices: indicesOf(own) },
    );
    let windows: Promise<Seen> | undefined;
    byColumn.set(key.column, {
      vectors,
      windows: () =>
        (windows ??= windowsAt(
          history,
          { clusterIds: vectors.clusterIds, times: vectors.ends },
          { cadenceMs, knownAt },
        )),
    });
  }

  return Promise.all(
    plans.map(async (plan) => {
      if (ofCluster(plan)) {
        const probes = { clusterIds: ids(plan.key), times: msTimes };
        const seen = await windowsAt(history, probes, { cadenceMs, knownAt });
        const fresh = seen.map((window, row) =>
          window !== null && (msTimes[row] ?? NaN) - window.end <= plan.ttlMs ? window : null,
        );
        return clusterColumns(plan, fresh);
      }
      const seen = byColumn.get(keyOf(plan).column);
      if (seen === undefined) throw new Error(`no vectors were read for ${plan.name}`);
      if (plan.kind === 'vector') return vectorColumns(plan, seen.vectors);
      const windows = await seen.windows();
      return plan.kind === 'cluster'
        ? clusterColumns(plan, windows)
        : interactionColumns(plan, seen.vectors, windows);
    }),
  );
}

type Seen = readonly (ClusterWindowVersion | null)[];

/** Computed features are as old as the metrics they are made of. */
function serviceTtlMs(plans: readonly EnginePlan[], cadenceMs: number): number {
  const vectorPlan = plans.find(({ kind }) => kind === 'vector');
  return vectorPlan?.ttlMs ?? ttlMs(BUILT_IN.feature_views[0].ttl, cadenceMs);
}

function indicesOf(plans: readonly EnginePlan[]): number[] {
  const wanted = plans.flatMap((plan) => {
    if (plan.kind === 'vector') return plan.indices;
    return plan.kind === 'interactions' ? METRICS : [];
  });
  return [...new Set(wanted)];
}

const vectorColumns = ({ indices }: EnginePlan, { columns }: VectorsAt): Float64Array[] =>
  indices.map((index) => columns.get(index) ?? new Float64Array());

const clusterColumns = ({ indices }: EnginePlan, windows: Seen): Float64Array[] =>
  indices.map((index) =>
    Float64Array.from(windows, (window) =>
      window === null ? NaN : (windowValues(window)[index] ?? NaN),
    ),
  );

function interactionColumns(
  { indices }: EnginePlan,
  { ends, columns }: VectorsAt,
  windows: Seen,
): Float64Array[] {
  const metrics = METRICS.map((index) => columns.get(index) ?? new Float64Array());
  const row = new Float64Array(METRIC_COUNT);
  const computed = new Float64Array(INTERACTION_COUNT);
  const out = indices.map(() => new Float64Array(ends.length));
  for (let i = 0; i < ends.length; i++) {
    metrics.forEach((column, m) => (row[m] = column[i] ?? NaN));
    writeInteractions(row, 0, windows[i]?.cluster_req_sum ?? NaN, computed, 0);
    indices.forEach((index, k) => {
      const column = out[k];
      if (column !== undefined) column[i] = computed[index] ?? NaN;
    });
  }
  return out;
}
