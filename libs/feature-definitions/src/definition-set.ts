import type { Definitions } from './definitions.ts';
import type { Entity } from './entity.ts';
import type { FeatureService } from './feature-service.ts';
import type { FeatureView } from './feature-view.ts';
import type { Field } from './field.ts';
import type { OnDemandFeatureView } from './on-demand-view.ts';
import type { Source } from './source.ts';

/** Definitions that have been checked, by name. */
export class DefinitionSet {
  readonly definitions: Definitions;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #views: ReadonlyMap<string, FeatureView>;
  readonly #onDemand: ReadonlyMap<string, OnDemandFeatureView>;
  readonly #services: ReadonlyMap<string, FeatureService>;

  /** @param definitions in which `problemsOf` finds nothing */
  constructor(definitions: Definitions) {
    this.definitions = definitions;
    this.#entities = byName(definitions.entities);
    this.#sources = byName(definitions.sources);
    this.#views = byName(definitions.feature_views);
    this.#onDemand = byName(definitions.on_demand_views);
    this.#services = byName(definitions.feature_services);
  }

  source(name: string): Source | undefined {
    return this.#sources.get(name);
  }

  view(name: string): FeatureView | undefined {
    return this.#views.get(name);
  }

  onDemandView(name: string): OnDemandFeatureView | undefined {
    return this.#onDemand.get(name);
  }

  featureService(name: string): FeatureService | undefined {
    return this.#services.get(name);
  }

  /** Of all of its entities, in their order. */
  joinKeys(view: FeatureView): Field[] {
    return view.entities.flatMap((name) => this.#entities.get(name)?.join_keys ?? []);
  }

  /** Views that rows pushed to a source belong to. */
  viewsOfSource(name: string): FeatureView[] {
    return this.definitions.feature_views.filter((view) => view.source === name);
  }
}

const byName = <T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.name, one]));
