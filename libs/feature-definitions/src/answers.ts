import { z } from 'zod';
import { Definitions, DEFINITION_KINDS } from './definitions.ts';

/** What the feature store's registry is asked and answers, over HTTP. */

export const PlanRequest = z.object({
  definitions: Definitions,
  /** Delete what earlier applications defined and this document does not. */
  prune: z.boolean().default(false),
});
export interface PlanRequest {
  readonly definitions: Definitions;
  readonly prune: boolean;
}

export const ApplyRequest = PlanRequest.extend({
  author: z.string().min(1).max(200),
  /** Make changes that data or readers of the definitions before are not compatible with. */
  force: z.boolean().default(false),
});
export interface ApplyRequest extends PlanRequest {
  readonly author: string;
  readonly force: boolean;
}

const Kind = z.enum(DEFINITION_KINDS);

/** A value at a path of a definition; absent on the side that has none. */
const Difference = z.object({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type Difference = z.output<typeof Difference>;

export const DefinitionChange = z.object({
  kind: Kind,
  name: z.string(),
  change: z.enum(['create', 'update', 'delete']),
  differences: z.array(Difference),
  /** Why it is only made when forced; empty when it can be. */
  incompatible: z.array(z.string()),
});
export type DefinitionChange = z.output<typeof DefinitionChange>;

export const DefinitionPlan = z.object({
  /** The set that it starts from. */
  set_version: z.int(),
  changes: z.array(DefinitionChange),
});
export type DefinitionPlan = z.output<typeof DefinitionPlan>;

export const VersionSummary = z.object({
  kind: Kind,
  name: z.string(),
  version: z.int(),
  content_hash: z.string(),
  built_in: z.boolean(),
  author: z.string(),
  created_at: z.iso.datetime(),
});
export type VersionSummary = z.output<typeof VersionSummary>;

export const DefinitionList = z.object({
  set_version: z.int(),
  content_hash: z.string(),
  /** Each with its body, if asked. */
  definitions: z.array(VersionSummary.extend({ definition: z.unknown().optional() })),
});
export type DefinitionList = z.output<typeof DefinitionList>;

export const DescribedDefinition = VersionSummary.extend({ definition: z.unknown() });
export type DescribedDefinition = z.output<typeof DescribedDefinition>;

export const DefinitionVersions = z.object({ versions: z.array(VersionSummary) });

export const DefinitionDiff = z.object({
  kind: Kind,
  name: z.string(),
  from: z.int(),
  to: z.int(),
  differences: z.array(Difference),
});
export type DefinitionDiff = z.output<typeof DefinitionDiff>;

/** By their names: `source.column`, `view:feature`, a feature service, `model/version`. */
const LineageEdge = z.object({ from: z.string(), to: z.string() });
export type LineageEdge = z.output<typeof LineageEdge>;

export const FeatureLineage = z.object({ of: z.string(), edges: z.array(LineageEdge) });
