import type {
  FeatureService,
  FeatureView,
  OnDemandFeatureView,
  ViewProjection,
} from '@headroom/feature-definitions';
import { ttlMs } from '@headroom/feature-definitions';
import { call, dict, list, notesOf, str, variable } from './python.ts';
import { pythonField } from './python-fields.ts';

export const viewVariable = (name: string): string => variable('view', name);

/** @param entities variables of the view's entities */
export function pythonView(
  view: FeatureView,
  entities: readonly string[],
  cadenceMs: number,
): string {
  const ttl = ttlMs(view.ttl, cadenceMs);
  return `${viewVariable(view.name)} = ${call('FeatureView', {
    name: str(view.name),
    entities: `[${entities.join(', ')}]`,
    // In Feast, 0 is none.
    ttl: `timedelta(milliseconds=${Number.isFinite(ttl) ? ttl : 0})`,
    schema: list(view.schema.map(pythonField)),
    source: variable('source', view.source),
    online: view.online ? null : 'False',
    ...notesOf(view),
  })}\n`;
}

/** Only for a view that has a Python twin: `python` is a function of a row, a dict. */
export function pythonOnDemandView(view: OnDemandFeatureView, python: string): string {
  const request = variable('request', view.name);
  const source =
    view.request.length === 0
      ? ''
      : `${request} = ${call('RequestSource', {
          name: str(`${view.name}_request`),
          schema: list(view.request.map(pythonField)),
        })}\n\n\n`;
  const decorator = call('@on_demand_feature_view', {
    name: str(view.name),
    sources: `[${[...view.inputs.map(pythonProjection), ...(source === '' ? [] : [request])].join(', ')}]`,
    schema: list(view.schema.map(pythonField)),
    mode: '"python"',
    singleton: 'True',
    ...notesOf(view),
  });
  const made = /^def\s+(\w+)/m.exec(python)?.[1] ?? '';
  return `${source}${decorator}\n${python.trimEnd()}\n\n\n${viewVariable(view.name)} = ${made}\n`;
}

export const pythonService = (service: FeatureService): string =>
  `${variable('service', service.name)} = ${call('FeatureService', {
    name: str(service.name),
    features: list(service.features.map(pythonProjection)),
    ...notesOf(service),
  })}\n`;

function pythonProjection({ view, features, alias, join_key_map }: ViewProjection): string {
  return [
    viewVariable(view),
    features === undefined ? '' : `[[${features.map(str).join(', ')}]]`,
    alias === undefined ? '' : `.with_name(${str(alias)})`,
    join_key_map === undefined ? '' : `.with_join_key_map(${dict(join_key_map)})`,
  ].join('');
}
