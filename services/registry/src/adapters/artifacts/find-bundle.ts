import { HeadroomError } from '@headroom/contracts';
import { parseBundle } from '@headroom/forecasting';
import { buffer } from 'node:stream/consumers';
import { proxiedPath } from '../../domain/artifacts/artifact-path.ts';
import type { Served } from '../../domain/model.ts';
import type { SourceLookup } from '../../domain/models/source-lookup.ts';
import { uriOfFiles } from '../../domain/models/uri-of-files.ts';
import type { ArtifactFiles } from './artifact-files.ts';

/** Bundles are JSON of a signature and scalers: far below this. What is larger is something else of that name. */
const LARGEST = 16 * 1024 * 1024;

/** The bundle in a version's folder, where the folder holds one that Headroom can serve; null for every other model. */
export async function findBundle(
  files: ArtifactFiles,
  lookup: SourceLookup,
  location: string,
): Promise<Served | null> {
  const uri = await uriOfFiles(location, lookup);
  const folder = uri === null ? null : proxiedPath(uri);
  const bundle = folder === null ? null : await files.find(`${folder}/bundle.json`);
  if (bundle === null || bundle.bytes > LARGEST) return null;
  try {
    const text = (await buffer(await files.read(bundle))).toString();
    return { algorithm: parseBundle(text).algorithm, bundle };
  } catch (error) {
    if (error instanceof HeadroomError && error.retriable) throw error;
    return null;
  }
}
