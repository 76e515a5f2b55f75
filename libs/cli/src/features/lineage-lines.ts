import type { LineageEdge } from '@headroom/feature-definitions';
import type { TrainedOn } from './model-versions.ts';

/** Names shown of one view or source before the rest is only counted. */
const SHOWN = 8;

/**
 * From source columns through features and feature services to model versions.
 * @param models or why they are not known
 */
export function lineageLines(
  edges: readonly LineageEdge[],
  models: readonly TrainedOn[] | string,
): string[] {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const features = nodes.filter((node) => node.includes(':'));
  const services = feedServices(edges);
  const columns = nodes.filter((node) => !features.includes(node) && !services.includes(node));
  return [
    'Columns:',
    ...grouped(columns, '.'),
    'Features:',
    ...grouped(features, ':'),
    'Feature services:',
    ...services.map((name) => `  ${name}`),
    'Models:',
    ...modelLines(models),
  ];
}

/** What features lead to and is no feature. */
export const feedServices = (edges: readonly LineageEdge[]): string[] => [
  ...new Set(edges.filter(({ to }) => !to.includes(':')).map(({ to }) => to)),
];

function grouped(nodes: readonly string[], separator: string): string[] {
  const groups = new Map<string, string[]>();
  for (const node of nodes) {
    const cut = node.indexOf(separator);
    const group = node.slice(0, cut);
    groups.set(group, [...(groups.get(group) ?? []), node.slice(cut + 1)]);
  }
  return [...groups].map(([group, names]) => {
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
    return `  ${group}: ${names.slice(0, SHOWN).join(', ')}${more}`;
  });
}

function modelLines(models: readonly TrainedOn[] | string): string[] {
  if (typeof models === 'string') return [`  not known: ${models}`];
  return models.length === 0 ? ['  none'] : models.map(modelLine);
}

const modelLine = ({ model, version, feature_service, definition_hash }: TrainedOn): string =>
  `  ${model} version ${version} (${feature_service}${definition_hash === null ? '' : `, definitions ${definition_hash}`})`;
