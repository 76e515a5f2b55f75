import { HeadroomError } from '@headroom/contracts';
import {
  definitionHash,
  INTERACTION_COUNT,
  isBucketOpen,
  resolveFeatureService,
  VECTOR_OFFSETS,
  writeInteractions,
  type FeaturePlan,
  type FeatureSource,
  type FeatureViewName,
} from '@headroom/feature-engine';
import { statusAt, ttlMs } from '../domain/feature-status.ts';
import { groupBy } from '../domain/group-by.ts';
import { windowValues } from '../domain/window-version.ts';
import type { FeatureAnswer, ViewAnswer } from './feature-answer.ts';
import type { OnlineRow, OnlineRows } from './online-rows.ts';
import type { SourceClocks } from './source-clocks.ts';

/** Newest features by service, with their age and what is missing told per view. */
export class ReadFeatures {
  readonly #rows: OnlineRows;
  readonly #clocks: SourceClocks;
  readonly #cadenceMs: number;
  readonly #plans = new Map<string, FeaturePlan>();

  constructor(rows: OnlineRows, clocks: SourceClocks, cadenceMs: number) {
    this.#rows = rows;
    this.#clocks = clocks;
    this.#cadenceMs = cadenceMs;
  }

  /** @throws NOT_FOUND for an unknown feature service or a service without features */
  async one(serviceId: string, featureService: string): Promise<FeatureAnswer> {
    const answer = await this.newest(serviceId, featureService);
    if (answer.event_timestamp !== null) return answer;
    throw new HeadroomError(
      'NOT_FOUND',
      `service_id ${serviceId} has no features of the present definition; send records of it, or wait until they have come through`,
    );
  }

  /** A service without features has every view MISSING. */
  async newest(serviceId: string, featureService: string): Promise<FeatureAnswer> {
    const [answer] = await this.many([serviceId], featureService);
    return answer ?? this.#missing(this.#plan(featureService), serviceId);
  }

  /** In the order of the ids; a service without features has every view MISSING. */
  async many(serviceIds: readonly string[], featureService: string): Promise<FeatureAnswer[]> {
    const plan = this.#plan(featureService);
    const rows = await this.#rows.read(serviceIds);
    return Promise.all(
      serviceIds.map(async (serviceId, i) => {
        const row = rows[i] ?? null;
        return row !== null
          ? this.#answer(plan, row, await this.#clocks.now(row.source))
          : this.#missing(plan, serviceId);
      }),
    );
  }

  /** Resolved once: a request pays for its values alone. */
  #plan(name: string): FeaturePlan {
    const known = this.#plans.get(name);
    if (known !== undefined) return known;
    try {
      const plan = resolveFeatureService(name);
      this.#plans.set(name, plan);
      return plan;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new HeadroomError('NOT_FOUND', error.message, { cause: error });
    }
  }

  #answer(plan: FeaturePlan, row: OnlineRow, now: number): FeatureAnswer {
    const { vector, cluster } = row;
    const sources: Record<FeatureSource, ArrayLike<number>> = {
      vector: vector.values,
      cluster: cluster === null ? [] : windowValues(cluster),
      on_demand: interactionsOf(row),
    };
    const views = viewsOf(plan, (view, planned): ViewAnswer => {
      const columns = planned.filter(({ source, index }) => isHeld(row, source, index));
      if (columns.length === 0) return missing(planned);
      const time = view === 'cluster_features' ? (cluster?.end ?? null) : vector.bucketEnd;
      const ttl = ttlMs(view === 'extra' ? 'workload_features' : view, this.#cadenceMs);
      return {
        status: statusAt(time, now, ttl),
        event_timestamp: time === null ? null : isoTime(time),
        values: Object.fromEntries(
          columns.map(({ name, source, index }) => [name, orNull(sources[source][index])]),
        ),
      };
    });
    return {
      service_id: vector.serviceId,
      cluster_id: vector.clusterId,
      feature_service: plan.service.name,
      definition_hash: vector.definitionHash,
      event_timestamp: isoTime(vector.bucketEnd),
      now: Number.isFinite(now) ? isoTime(now) : null,
      open: isBucketOpen(vector.bucketEnd, now),
      revision: vector.revision,
      cluster_window: cluster === null ? null : { end: cluster.end, version: cluster.version },
      views,
    };
  }

  #missing(plan: FeaturePlan, serviceId: string): FeatureAnswer {
    return {
      service_id: serviceId,
      cluster_id: null,
      feature_service: plan.service.name,
      definition_hash: definitionHash(this.#cadenceMs),
      event_timestamp: null,
      now: null,
      open: null,
      revision: null,
      cluster_window: null,
      views: viewsOf(plan, (_, columns) => missing(columns)),
    };
  }
}

function viewsOf(
  plan: FeaturePlan,
  answer: (view: FeatureViewName | 'extra', columns: FeaturePlan['signature']) => ViewAnswer,
): Record<string, ViewAnswer> {
  const byView = groupBy(plan.signature, ({ view }) => view);
  return Object.fromEntries([...byView].map(([view, columns]) => [view, answer(view, columns)]));
}

const missing = (columns: FeaturePlan['signature']): ViewAnswer => ({
  status: 'MISSING',
  event_timestamp: null,
  values: Object.fromEntries(columns.map(({ name }) => [name, null])),
});

/** What the stream does not compute is no missing value of a row, but a view that is not there. */
const isHeld = ({ layout }: OnlineRow, source: FeatureSource, index: number): boolean =>
  source !== 'vector' || layout.holds[index] === true;

function interactionsOf({ vector, cluster }: OnlineRow): Float64Array {
  const out = new Float64Array(INTERACTION_COUNT);
  const requests = cluster?.cluster_req_sum ?? NaN;
  writeInteractions(vector.values, VECTOR_OFFSETS.workload, requests, out, 0);
  return out;
}

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

const isoTime = (ms: number): string => new Date(ms).toISOString();
