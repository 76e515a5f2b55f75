import { Nothing, RegisteredModel, type ModelVersion } from '../mlflow/answers.ts';
import { unless } from '../mlflow/experiment-by-name.ts';
import { all, modelVersions, registeredModels } from '../mlflow/pages.ts';
import { z } from 'zod';
import { copyVersion } from './copy-version.ts';
import { unlessRefused, type Copying } from './copying.ts';

const One = z.object({ registered_model: RegisteredModel });

/** Registered models with their versions, tags, stages and aliases. */
export async function copyModels(copying: Copying): Promise<void> {
  const { source, target, outcome } = copying;
  const versions: ModelVersion[] = [];
  for await (const model of registeredModels(source)) {
    const { name, description, tags } = model;
    await target
      .send('POST', 'registered-models/create', { name, description, tags }, One)
      .catch(unless('RESOURCE_ALREADY_EXISTS'));
    for (const tag of tags) {
      await target.send('POST', 'registered-models/set-tag', { name, ...tag }, Nothing);
    }
    versions.push(...(await all(modelVersions(source, name))));
    outcome.registeredModels += 1;
  }
  // A version may be a copy of an older one of another model.
  versions.sort(
    (a, b) =>
      (a.creation_timestamp ?? 0) - (b.creation_timestamp ?? 0) ||
      Number(a.version) - Number(b.version),
  );
  const numbers = new Map<string, string>();
  for (const version of versions) {
    const id = `${version.name}/${version.version}`;
    await unlessRefused(copying, `model version ${id}`, async () => {
      numbers.set(id, await copyVersion(copying, version, numbers));
    });
  }
  for await (const { name, aliases } of registeredModels(source)) {
    for (const { alias, version } of aliases) {
      const number = numbers.get(`${name}/${version}`);
      if (number === undefined) continue;
      const body = { name, alias, version: number };
      await target.send('POST', 'registered-models/alias', body, Nothing);
    }
  }
}
