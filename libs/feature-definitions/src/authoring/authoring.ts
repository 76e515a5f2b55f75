import type { z } from 'zod';
import type { Definitions } from '../definitions.ts';
import type { Entity } from '../entity.ts';
import type { FeatureService } from '../feature-service.ts';
import type { FeatureView } from '../feature-view.ts';
import type { OnDemandFeatureView } from '../on-demand-view.ts';
import type { ViewProjection } from '../projection.ts';
import type { Source } from '../source.ts';
import { functionText } from './function-text.ts';
import type { Features, Row, Schema } from './row.ts';

/** Definitions in TypeScript: references are objects, rows of functions are typed by the schemas they come from. */

type Written<S extends z.ZodType> = z.input<S>;
type Named = string | { readonly name: string };
type WrittenView<S extends Schema> = Omit<Written<typeof FeatureView>, 'schema'> & { schema: S };
type WrittenOnDemand<S extends Schema> = Omit<Written<typeof OnDemandFeatureView>, 'schema'> & {
  schema: S;
};

/** Some features of a view. */
export interface Picked<S extends Schema> extends ViewProjection {
  readonly schema: S;
}
type Input<S extends Schema> = WrittenView<S> | Picked<S>;

const nameOf = (named: Named): string => (typeof named === 'string' ? named : named.name);

export const entity = (definition: Written<typeof Entity>): Written<typeof Entity> => definition;

export const source = (definition: Written<typeof Source>): Written<typeof Source> => definition;

export const featureView = <const S extends Schema>(
  definition: Omit<WrittenView<S>, 'entities' | 'source'> & {
    entities: readonly Named[];
    source: Named;
  },
): WrittenView<S> => ({
  ...definition,
  entities: definition.entities.map(nameOf),
  source: nameOf(definition.source),
});

/** Some features of a view, under another name for the view or its join keys if wanted. */
export const pick = <S extends Schema, const K extends keyof S & string>(
  view: WrittenView<S>,
  features: readonly K[],
  options: Pick<ViewProjection, 'alias' | 'join_key_map'> = {},
): Picked<Pick<S, K>> => ({
  view: view.name,
  features: [...features],
  schema: view.schema,
  ...options,
});

type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type InputRow<I extends readonly Input<Schema>[]> = Together<Row<I[number]['schema']>>;

type RequestRow<R> = R extends Schema ? Row<R> : unknown;

export const onDemandView = <
  const I extends readonly Input<Schema>[],
  const S extends Schema,
  const R extends Schema | undefined = undefined,
>(
  definition: Omit<WrittenOnDemand<S>, 'inputs' | 'request' | 'compute'> & {
    inputs: I;
    request?: R;
    /** Sees its argument and the language, nothing around it: its text alone is kept. */
    compute: (row: InputRow<I> & RequestRow<R>) => Features<S>;
  },
): WrittenOnDemand<S> => ({
  ...definition,
  inputs: definition.inputs.map(projection),
  request: definition.request ?? {},
  compute: functionText(definition.name, definition.compute),
});

export const featureService = (
  definition: Omit<Written<typeof FeatureService>, 'features'> & {
    features: readonly (Named | Picked<Schema>)[];
  },
): Written<typeof FeatureService> => ({
  ...definition,
  features: definition.features.map((one) =>
    typeof one === 'object' && 'view' in one ? projection(one) : { view: nameOf(one) },
  ),
});

/** A whole document: what a definition file exports as its default. It is checked when it is read. */
export const defineFeatures = (
  document: Written<typeof Definitions>,
): Written<typeof Definitions> => document;

const projection = (input: Input<Schema>): ViewProjection => {
  if (!('view' in input)) return { view: input.name };
  const { schema: _, ...rest } = input;
  return rest;
};
