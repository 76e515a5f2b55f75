import type { Caller } from '../caller.ts';
import { print } from '../terminal.ts';
import { OrchestratorClient } from './orchestrator-client.ts';
import { readResults } from './read-results.ts';
import { resultLines } from './result-lines.ts';
import { TaskLines } from './task-lines.ts';

/** Runs the pipeline once with progress and prints its results. False: the run failed, and it was said why. */
export async function runPipeline(options: {
  readonly orchestrator: string;
  /** Root of the object store. */
  readonly objects: string;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
}): Promise<boolean> {
  const client = new OrchestratorClient(options.orchestrator, options.caller.stopping);
  const startedAt = performance.now();
  const runId = await client.trigger(options.conf);
  print(`Pipeline run ${runId}`);
  const lines = new TaskLines();
  const state = await client.follow(runId, (task) => {
    const line = lines.tell(task);
    if (line !== null) print(line);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (state !== 'success') {
    print(`The run failed after ${seconds} s.`);
    return false;
  }
  print(`The run succeeded in ${seconds} s.\n`);
  for (const line of resultLines(await readResults(client, runId, options.objects))) print(line);
  return true;
}
