import { z } from 'zod';
import { ModelVersion, Nothing } from '../mlflow/answers.ts';
import { runById } from '../mlflow/run-by-id.ts';
import { all, modelVersions } from '../mlflow/pages.ts';
import type { Copying } from './copying.ts';
import { COPIED_FROM, PLACEHOLDER, tagOf, tagsOfCopy } from './marks.ts';

const OneVersion = z.object({ model_version: ModelVersion });

/**
 * The number of the version's copy: its own where that is still free, so that `models:/name/3` goes on to mean the same.
 * @param numbers of the copies made so far, by `name/version`
 */
export async function copyVersion(
  copying: Copying,
  version: ModelVersion,
  numbers: ReadonlyMap<string, string>,
): Promise<string> {
  const { target, outcome } = copying;
  const found = await madeBefore(copying, version);
  const copy = found ?? (await createCopy(copying, version, numbers));
  const { name, version: number } = copy;
  if (tagOf(copy.tags, PLACEHOLDER) !== undefined) {
    const tag = { name, version: number, key: PLACEHOLDER };
    await target.send('DELETE', 'model-versions/delete-tag', tag, Nothing);
  }
  if (copy.current_stage !== version.current_stage) {
    const stage = { stage: version.current_stage, archive_existing_versions: false };
    const body = { name, version: number, ...stage };
    await target.send('POST', 'model-versions/transition-stage', body, OneVersion);
  }
  if (!found) outcome.versions += 1;
  return number;
}

/** The copy that an earlier copying made; what it left to fill a gap of numbers is removed. */
async function madeBefore(
  { target }: Copying,
  { name, version }: ModelVersion,
): Promise<ModelVersion | undefined> {
  const copies = (await all(modelVersions(target, name))).filter(
    ({ tags }) => tagOf(tags, COPIED_FROM) === version,
  );
  const fillsGap = (copy: ModelVersion) =>
    tagOf(copy.tags, PLACEHOLDER) !== undefined && Number(copy.version) < Number(version);
  for (const copy of copies.filter(fillsGap)) {
    const body = { name, version: copy.version };
    await target.send('DELETE', 'model-versions/delete', body, Nothing);
  }
  return copies.find((copy) => !fillsGap(copy));
}

/** Numbers are never used again: where versions of the original were deleted, ones are made and deleted to keep step. */
async function createCopy(
  copying: Copying,
  version: ModelVersion,
  numbers: ReadonlyMap<string, string>,
): Promise<ModelVersion> {
  const { target, runIds, modelIds } = copying;
  const { name, description, run_link, run_id } = version;
  // The server wants to be told again which logged model it is, though the source names it.
  const model_id = loggedModelOf(version.source) ?? version.model_id;
  const request = {
    name,
    description,
    run_link,
    source: await sourceOfCopy(copying, version, numbers),
    ...(run_id === '' ? {} : { run_id: runIds.get(run_id) ?? run_id }),
    ...(model_id === '' ? {} : { model_id: modelIds.get(model_id) ?? model_id }),
    tags: [...tagsOfCopy(version.tags, version.version), { key: PLACEHOLDER, value: 'true' }],
  };
  for (;;) {
    const { model_version: made } = await target.send(
      'POST',
      'model-versions/create',
      request,
      OneVersion,
    );
    if (Number(made.version) >= Number(version.version)) return made;
    const body = { name, version: made.version };
    await target.send('DELETE', 'model-versions/delete', body, Nothing);
  }
}

/** Where the copied files are. A place that belongs to neither a run nor a logged model is named as it is. */
async function sourceOfCopy(
  { source, target, runIds, modelIds }: Copying,
  version: ModelVersion,
  numbers: ReadonlyMap<string, string>,
): Promise<string> {
  const logged = loggedModelOf(version.source);
  if (logged !== undefined) return `models:/${modelIds.get(logged) ?? logged}`;
  const registered = /^models:\/([^/@]+)\/(\d+)$/.exec(version.source);
  if (registered !== null) {
    const [, name = '', number = ''] = registered;
    return `models:/${name}/${numbers.get(`${name}/${number}`) ?? number}`;
  }
  const runId = runIds.get(version.run_id);
  if (runId === undefined) return version.source;
  const [from, to] = await Promise.all([runById(source, version.run_id), runById(target, runId)]);
  const place = from.info.artifact_uri;
  return version.source.startsWith(place)
    ? to.info.artifact_uri + version.source.slice(place.length)
    : version.source;
}

const loggedModelOf = (source: string): string | undefined =>
  /^models:\/(m-[0-9a-f]{32})$/.exec(source)?.[1];
