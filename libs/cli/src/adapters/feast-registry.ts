import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { decodeRegistry, type FeastRegistry } from '../feast/registry-proto.ts';
import { readYaml } from './yaml-file.ts';

/** Where Feast keeps it unless told otherwise. */
const DEFAULT_PATH = 'data/registry.db';

const FeatureStore = z.object({
  project: z.string(),
  registry: z
    .union([
      z.string(),
      z.object({
        path: z.string().default(DEFAULT_PATH),
        registry_type: z.string().default('file'),
      }),
    ])
    .default(DEFAULT_PATH),
});

/** The definitions of one project: of a repository (a folder with feature_store.yaml), or of a registry file. */
export function readFeastRegistry(path: string, project: string | undefined): FeastRegistry {
  if (!existsSync(path)) {
    throw new CommandError(
      'NOT_FOUND',
      `${path} is not there; name a Feast repository or registry.db`,
    );
  }
  if (!statSync(path).isDirectory()) return ofProject(decode(path), path, project);
  const store = FeatureStore.safeParse(
    readYaml(join(path, 'feature_store.yaml'), 'Feast repository'),
  );
  if (!store.success) {
    const file = join(path, 'feature_store.yaml');
    throw new CommandError('INVALID_DATA', `${file}:\n${z.prettifyError(store.error)}`);
  }
  const { registry } = store.data;
  const kept = typeof registry === 'string' ? registry : registry.path;
  const type = typeof registry === 'string' ? 'file' : registry.registry_type;
  if (type !== 'file' || /^\w+:\/\//.test(kept)) {
    throw new CommandError(
      'INVALID_REQUEST',
      `the registry is ${kept} (${type}), not a file; write it to one with \`feast registry-dump\` or registry_type: file`,
    );
  }
  const file = resolve(path, kept);
  return ofProject(decode(file), file, project ?? store.data.project);
}

function decode(path: string): FeastRegistry {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new CommandError('NOT_FOUND', `${path} cannot be read; run \`feast apply\` first`);
  }
  try {
    return decodeRegistry(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError('INVALID_DATA', `${path} is no Feast registry (${why})`);
  }
}

function ofProject(all: FeastRegistry, path: string, project: string | undefined): FeastRegistry {
  const specs = [
    ...all.entities,
    ...all.feature_views,
    ...all.stream_feature_views,
    ...all.on_demand_feature_views,
    ...all.label_views,
    ...all.feature_services,
  ];
  const projects = [...new Set(specs.map(({ spec }) => spec.project))];
  const wanted = project ?? projects[0];
  if (wanted === undefined || !projects.includes(wanted) || (!project && projects.length > 1)) {
    const there = projects.length === 0 ? 'none' : projects.join(', ');
    throw new CommandError(
      'INVALID_REQUEST',
      `${path}: projects are ${there}; name the one you mean with --project`,
    );
  }
  const inside = <T extends { readonly spec: { readonly project: string } }>(some: readonly T[]) =>
    some.filter(({ spec }) => spec.project === wanted);
  return {
    entities: inside(all.entities),
    feature_views: inside(all.feature_views),
    stream_feature_views: inside(all.stream_feature_views),
    on_demand_feature_views: inside(all.on_demand_feature_views),
    label_views: inside(all.label_views),
    feature_services: inside(all.feature_services),
    data_sources: all.data_sources.filter((source) => source.project === wanted),
  };
}
