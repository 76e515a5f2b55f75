import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { MlflowServerError } from '../mlflow/mlflow-server-error.ts';

/** What was done, counted while it is done. */
export interface CopyOutcome {
  experiments: number;
  runs: number;
  /** Had been copied to the end before. */
  runsAlreadyThere: number;
  metricPoints: number;
  loggedModels: number;
  files: number;
  registeredModels: number;
  versions: number;
  /** What the target refused, and why; everything else was copied. */
  readonly notCopied: string[];
}

export interface Copying {
  readonly source: MlflowServer;
  readonly target: MlflowServer;
  readonly outcome: CopyOutcome;
  /** Ids on the target by ids on the source. */
  readonly runIds: Map<string, string>;
  readonly modelIds: Map<string, string>;
  readonly progress: (line: string) => void;
}

/** Goes on after what the target refuses as invalid (servers differ in what they took once), and tells it at the end. */
export async function unlessRefused(
  { outcome }: Copying,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MlflowServerError) || error.status !== 400) throw error;
    outcome.notCopied.push(`${what}: ${error.message}`);
  }
}

const atOnce = 4;

/** Does the work for every item, a few at a time; the first failure ends it. */
export async function forEach<T>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  for await (const item of items) {
    const task: Promise<void> = work(item)
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size >= atOnce) await Promise.race(running);
    if (failed) break;
  }
  await Promise.all(running);
  if (failed) throw failed.error;
}
