import { invalidParameter } from '../mlflow-error.ts';
import type { SourceLookup } from './source-lookup.ts';
import {
  checkHost,
  checkNoRelativePath,
  checkPromptSource,
  isLocal,
  isWithin,
  parseModelUri,
  parseUri,
} from './version-source.ts';

export interface GivenSource {
  readonly source: string;
  /** Undefined where the request has none. */
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
  readonly isPrompt: boolean;
}

export interface ResolvedSource {
  readonly source: string;
  readonly runId: string;
  readonly modelId: string;
  /** Where the files are. */
  readonly location: string;
}

/** Which id of the request must name what contains the source. */
type IdName = 'run_id' | 'model_id';

const unrelated = (source: string, id: IdName) =>
  invalidParameter(
    `Invalid model version source: '${source}'. The ${id} request parameter must identify the resource that contains the source.`,
  );

/**
 * Where a new version's files are and which run made them. A client may only name what belongs to the run or logged model
 * that it names too, or another version: else a version would give access to any file behind the proxy.
 * @throws INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST
 */
export async function resolveSource(
  given: GivenSource,
  lookup: SourceLookup,
): Promise<ResolvedSource> {
  if (given.isPrompt) checkPromptSource(given.source);
  checkHost(given.source);
  const { runId = '', modelId = '' } = given;
  if (given.isPrompt) return { source: given.source, runId, modelId, location: given.source };
  return (await ofRegistered(given, lookup)) ?? ofRunOrModel(given.source, runId, modelId, lookup);
}

/** `models:/name/…`: another version; null for every other source. */
async function ofRegistered(
  { source, runId, modelId }: GivenSource,
  lookup: SourceLookup,
): Promise<ResolvedSource | null> {
  const { scheme, authority } = parseUri(source);
  if (scheme !== 'models') return null;
  if (authority !== '') {
    throw invalidParameter(
      `Invalid model version source: '${source}'. Registered model sources must use the active model registry.`,
    );
  }
  const uri = parseModelUri(source);
  if (uri === null) throw unrelated(source, 'model_id');
  if ('modelId' in uri) return null;
  const found = await lookup.registered(uri);
  if (found.isPrompt) {
    throw invalidParameter(
      `Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`,
    );
  }
  const otherRun = runId !== undefined && runId !== (found.runId ?? '');
  if (otherRun || (modelId !== undefined && modelId !== '')) {
    throw invalidParameter(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    );
  }
  return {
    source: `models:/${uri.name}/${found.version}`,
    runId: found.runId ?? '',
    modelId: '',
    location: found.location,
  };
}

async function ofRunOrModel(
  source: string,
  runId: string,
  modelId: string,
  lookup: SourceLookup,
): Promise<ResolvedSource> {
  const id: IdName = modelId === '' ? 'run_id' : 'model_id';
  if (isLocal(source)) throw localSource(source, id);
  checkNoRelativePath(source);
  const model = modelId === '' ? null : await lookup.loggedModel(modelId);
  const resolved = (location: string): ResolvedSource => ({
    source,
    runId: runId === '' ? (model?.sourceRunId ?? '') : runId,
    modelId,
    location,
  });
  const { scheme, authority, path } = parseUri(source);
  if (scheme === 'runs') {
    const named = path.replace(/^\//, '').split('/')[0];
    if (authority !== '' || id !== 'run_id' || runId === '' || named !== runId) {
      throw unrelated(source, id);
    }
  }
  if (scheme === 'models') {
    if (model === null || parseModelId(source) !== modelId) throw unrelated(source, 'model_id');
    return resolved(model.location);
  }
  if (scheme === 'mlflow-artifacts') {
    const root = id === 'run_id' ? await lookup.runLocation(runId) : model?.location;
    if (root == null || !isWithin(source, root)) throw unrelated(source, id);
  }
  return resolved(source);
}

const parseModelId = (source: string): string | null => {
  const uri = parseModelUri(source);
  return uri !== null && 'modelId' in uri ? uri.modelId : null;
};

function localSource(source: string, id: IdName) {
  return invalidParameter(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${id} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${id}.`,
  );
}
