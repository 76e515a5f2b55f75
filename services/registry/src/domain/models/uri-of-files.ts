import type { SourceLookup } from './source-lookup.ts';
import { parseUri } from './version-source.ts';

/** Where files are: `runs:/id/path` as a path within the run's artifacts. Null for a run that is not there. */
export async function uriOfFiles(uri: string, lookup: SourceLookup): Promise<string | null> {
  const { scheme, path } = parseUri(uri);
  if (scheme !== 'runs') return uri;
  const [, runId = '', rest = ''] = /^\/?([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const root = await lookup.runLocation(runId);
  return root === null || rest === '' ? root : `${root}/${rest}`;
}
