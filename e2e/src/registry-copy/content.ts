import { createHash } from 'node:crypto';
import {
  all,
  experiments,
  metricHistory,
  MlflowServer,
  modelVersions,
  registeredModels,
  runs,
  type ModelVersion,
  type Run,
} from '@headroom/client';
import { z } from 'zod';

const Files = z.object({
  files: z.array(z.object({ path: z.string(), is_dir: z.boolean().default(false) })).default([]),
});

/** Everything of a registry that a copy has to have too: names and values, without ids and the marks of copies. */
export async function contentOf(url: string) {
  const server = new MlflowServer(url);
  const found = await all(experiments(server));
  const experimentIds = found.map(({ experiment_id }) => experiment_id);
  const allRuns = await all(runs(server, { experimentIds, orderBy: ['run_name'] }));
  const nameOf = new Map(allRuns.map(({ info }) => [info.run_id, info.run_name]));
  const models = await all(registeredModels(server));
  const versions = await Promise.all(models.map(({ name }) => all(modelVersions(server, name))));
  const contents = [];
  for (const run of allRuns) contents.push(await contentOfRun(server, run, nameOf));
  return {
    experiments: found.map(({ name }) => name).sort(),
    runs: contents,
    models: models.map(({ name, aliases, tags }) => ({ name, aliases, tags })),
    versions: versions
      .flatMap((some) => some.toSorted((x, y) => Number(x.version) - Number(y.version)))
      .map((version) => contentOfVersion(version, nameOf)),
  };
}

async function contentOfRun(
  server: MlflowServer,
  { info, data, inputs, outputs }: Run,
  nameOf: ReadonlyMap<string, string>,
) {
  const histories = data.metrics.map(async ({ key }) => {
    const points = await all(metricHistory(server, info.run_id, key));
    return [key, points.map(({ value, timestamp, step }) => [value, timestamp, step])];
  });
  return {
    name: info.run_name,
    status: info.status,
    times: [info.start_time, info.end_time],
    params: sorted(data.params),
    tags: sorted(
      data.tags
        .filter(({ key }) => !key.startsWith('headroom.'))
        .map(({ key, value }) => ({ key, value: nameOf.get(value) ?? value })),
    ),
    histories: Object.fromEntries(await Promise.all(histories)) as unknown,
    datasets: inputs.dataset_inputs,
    models: outputs.model_outputs.length,
    files: await filesOf(server, info.run_id, ''),
  };
}

async function filesOf(server: MlflowServer, run_id: string, path: string): Promise<string[]> {
  const query = { run_id, ...(path === '' ? {} : { path }) };
  const { files } = await server.get('artifacts/list', query, Files);
  const below = files.map(async (file) => {
    if (file.is_dir) return filesOf(server, run_id, file.path);
    const body = await server.download('/get-artifact', { run_uuid: run_id, path: file.path });
    const hash = createHash('sha256').update(Buffer.from(await body.arrayBuffer()));
    return [`${file.path} ${hash.digest('hex')}`];
  });
  return (await Promise.all(below)).flat().sort();
}

const contentOfVersion = (
  { name, version, current_stage, run_id, source, tags }: ModelVersion,
  nameOf: ReadonlyMap<string, string>,
) => ({
  name,
  version,
  current_stage,
  run: nameOf.get(run_id),
  source: source.replace(/m-[0-9a-f]{32}/, 'a logged model'),
  tags: sorted(tags.filter(({ key }) => !key.startsWith('headroom.'))),
});

const sorted = <T extends { readonly key: string }>(pairs: readonly T[]): readonly T[] =>
  pairs.toSorted((a, b) => (a.key < b.key ? -1 : 1));
