import type { ViewProjection } from '@headroom/feature-definitions';
import type { MetricName } from '../metrics.ts';
import { METRICS } from '../metrics.ts';
import { BUILT_IN } from './built-in.ts';
import type { FeatureDefinition, FeatureSource, FeatureViewName } from './feature-views.ts';
import { FEATURE_VIEWS } from './feature-views.ts';
import { EXTRA_COLUMNS, VECTOR_COLUMNS } from './vector-layout.ts';

export interface FeatureService {
  readonly name: string;
  readonly views: readonly FeatureViewName[];
  /** Features of views outside the service that its on-demand features are computed from. */
  readonly dependencies: readonly string[];
}

const inputsOfOnDemand = (name: string): readonly ViewProjection[] =>
  BUILT_IN.on_demand_views.find((view) => view.name === name)?.inputs ?? [];

export const FEATURE_SERVICES: readonly FeatureService[] = BUILT_IN.feature_services.map(
  ({ name, features }) => {
    const asked = features.map(({ view }) => view);
    return {
      name,
      views: FEATURE_VIEWS.map((view) => view.name).filter((view) => asked.includes(view)),
      dependencies: asked
        .flatMap(inputsOfOnDemand)
        .filter(({ view }) => !asked.includes(view))
        .flatMap((input) => input.features ?? []),
    };
  },
);

/** One column of a row: where its value is read from and at which position there. */
export interface PlannedColumn extends FeatureDefinition {
  readonly view: FeatureViewName | 'extra';
  readonly source: FeatureSource;
  /** Position in the stored vector, in the cluster's five values or in the 37 interactions. */
  readonly index: number;
}

export interface FeaturePlan {
  readonly service: FeatureService;
  /** The features of the service's views, in order. */
  readonly features: readonly PlannedColumn[];
  /** What a model is trained on: the features, then the extra columns. */
  readonly signature: readonly PlannedColumn[];
}

const vectorIndex = new Map(VECTOR_COLUMNS.map(({ name }, i) => [name, i]));

const extras: readonly PlannedColumn[] = EXTRA_COLUMNS.map((column, i) => ({
  ...column,
  view: 'extra',
  source: 'vector',
  index: VECTOR_COLUMNS.length - EXTRA_COLUMNS.length + i,
}));

/**
 * Resolves a feature service, once, to the columns of its rows.
 * @param declared metrics that the data set has; columns made with any other metric are left out
 * @throws RangeError when there is no such service
 */
export function resolveFeatureService(
  name: string,
  declared: readonly MetricName[] = METRICS.map((metric) => metric.name),
): FeaturePlan {
  const service = FEATURE_SERVICES.find((candidate) => candidate.name === name);
  if (!service) {
    const known = FEATURE_SERVICES.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`feature service ${name} is unknown; use one of ${known}`);
  }
  const isPresent = (column: FeatureDefinition): boolean =>
    column.metrics.every((metric) => declared.includes(metric));
  const features = FEATURE_VIEWS.filter((view) => service.views.includes(view.name))
    .flatMap((view) =>
      view.features.map((feature, i): PlannedColumn => ({
        ...feature,
        view: view.name,
        source: view.source,
        index: vectorIndex.get(feature.name) ?? i,
      })),
    )
    .filter(isPresent);
  return { service, features, signature: [...features, ...extras.filter(isPresent)] };
}
