export {
  ApplyRequest,
  DefinitionChange,
  DefinitionDiff,
  DefinitionList,
  DefinitionPlan,
  DefinitionVersions,
  DescribedDefinition,
  FeatureLineage,
  PlanRequest,
  VersionSummary,
} from './answers.ts';
export type { Difference, LineageEdge } from './answers.ts';
export {
  defineFeatures,
  entity,
  featureService,
  featureView,
  onDemandView,
  pick,
  source,
} from './authoring/authoring.ts';
export { canonicalText } from './canonical-text.ts';
export { DefinitionSet } from './definition-set.ts';
export { DEFINITION_KINDS, Definitions } from './definitions.ts';
export type { Definition, DefinitionKind } from './definitions.ts';
export { differences } from './differences.ts';
export { Entity } from './entity.ts';
export { FeatureService } from './feature-service.ts';
export { FeatureView } from './feature-view.ts';
export type { EngineStore } from './feature-view.ts';
export { Field } from './field.ts';
export { incompatibilities } from './incompatibilities.ts';
export { OnDemandFeatureView } from './on-demand-view.ts';
export { lineageOf } from './lineage.ts';
export { problemsOf } from './problems.ts';
export type { ViewProjection } from './projection.ts';
export { Source } from './source.ts';
export { ttlMs, ttlOf } from './ttl.ts';
export type { Ttl } from './ttl.ts';
export { elementType, SCALAR_TYPES } from './value-type.ts';
export type { ArrayType, ScalarType, ValueType } from './value-type.ts';
