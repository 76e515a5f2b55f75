import type { z } from 'zod';
import { CommandError } from '../command-error.ts';
import type { Service } from '../service.ts';
import { Discarded, Published, Staged, Verdict } from './answers.ts';

export interface ImportRequest {
  /** Files and folders, whole paths. */
  readonly paths: readonly string[];
  /** Null: the mappings that Headroom brings, and its own column names. */
  readonly mapping: unknown;
  /** Validation's own threshold unless told. */
  readonly maxMissingShare?: number | undefined;
}

export interface ImportOutcome extends z.output<typeof Staged> {
  /** What validation warns of. */
  readonly warnings: readonly string[];
}

/**
 * Reads files (ingestion), judges them (validation), publishes their rows (ingestion). All or nothing: what is refused
 * leaves no file and no event behind.
 * @throws CommandError naming file, column and row
 */
export async function importFiles(
  { ingestion, validation }: { readonly ingestion: Service; readonly validation: Service },
  { paths, mapping, maxMissingShare }: ImportRequest,
): Promise<ImportOutcome> {
  const staged = await ingestion.call('POST', '/api/v1/imports', Staged, { paths, mapping });
  const own = `/api/v1/imports/${staged.import_id}`;
  const { dataset } = staged;
  const warnings = await check(validation, { dataset, max_missing_share: maxMissingShare }).catch(
    async (error: unknown) => {
      // What refused the files is the news; a staged file that stays is replaced by the next try.
      await ingestion.call('DELETE', own, Discarded).catch(() => undefined);
      throw error;
    },
  );
  const published = await ingestion.call('POST', `${own}/publish`, Published);
  return { ...staged, dataset: published.dataset, published: true, warnings };
}

/** Messages of the checks that warn. @throws CommandError with those that failed */
async function check(validation: Service, request: object): Promise<string[]> {
  const { passed, checks } = await validation.call('POST', '/api/v1/check', Verdict, request);
  const messages = (status: string) =>
    checks.filter((each) => each.status === status).map(({ message }) => message);
  if (!passed) throw new CommandError('INVALID_DATA', messages('failed').join('\n'));
  return messages('warned');
}
