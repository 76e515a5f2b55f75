import { HeadroomError } from '@headroom/contracts';
import { parseBundle } from '@headroom/forecasting';
import type { ModelFiles } from '../domain/model-files.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { asModelInvalid, buildModel, type ServingModel } from '../domain/serving-model.ts';

/**
 * Reads bundle and model file, each compared with its sha256, and makes the scorer of them.
 * @throws MODEL_INVALID, CADENCE_MISMATCH, NOT_FOUND, INVALID_DATA for a model that cannot be served; UNAVAILABLE
 */
export async function loadModel(
  event: RegisteredVersion,
  files: ModelFiles,
  cadenceMs: number,
): Promise<ServingModel> {
  const text = await files.read(event.bundle);
  const bundle = asModelInvalid(event, () => parseBundle(text));
  if (bundle.algorithm !== event.algorithm) {
    throw new HeadroomError(
      'MODEL_INVALID',
      `${event.name} version ${event.version} is registered as ${event.algorithm}, its bundle holds ${bundle.algorithm}; register it anew.`,
    );
  }
  const { uri, sha256, bytes } = bundle.model;
  const content = await files.read({ uri, sha256, bytes });
  return buildModel(event, bundle, content, cadenceMs);
}
