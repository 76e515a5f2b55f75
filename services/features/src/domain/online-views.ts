import { BUILT_IN, onlineLayout, VECTOR_VIEWS, type OnlineLayout } from '@headroom/feature-engine';

const CLUSTER_VIEWS: readonly string[] = BUILT_IN.feature_views
  .filter(({ engine }) => engine === 'cluster')
  .map(({ name }) => name);

/** Built-in views that the stream can compute. */
export const STREAM_VIEWS: readonly string[] = [...VECTOR_VIEWS, ...CLUSTER_VIEWS];

/** What the stream computes, stores online and publishes. */
export interface OnlineViews {
  /** Of the vectors. */
  readonly layout: OnlineLayout;
  /** Whether records are sent on by cluster, so that windows of clusters come to be. */
  readonly clusters: boolean;
}

/** @throws RangeError that names what is wrong with the list */
export function onlineViews(cadenceMs: number, names: readonly string[]): OnlineViews {
  const odd = names.find((name) => !STREAM_VIEWS.includes(name));
  if (odd !== undefined) {
    throw new RangeError(`view ${odd} is not computed by the stream; ${choice()}`);
  }
  const inVector = names.filter((name) => !CLUSTER_VIEWS.includes(name));
  return {
    layout: onlineLayout(cadenceMs, inVector),
    clusters: names.some((name) => CLUSTER_VIEWS.includes(name)),
  };
}

const choice = (): string => `use some of ${STREAM_VIEWS.join(', ')}`;
