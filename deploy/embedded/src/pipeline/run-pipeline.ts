import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import { print } from '../terminal.ts';
import { OrchestratorClient } from './orchestrator-client.ts';
import { resultLines, type RunResults } from './result-lines.ts';
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

async function readResults(
  client: OrchestratorClient,
  runId: string,
  objects: string,
): Promise<RunResults> {
  const { dataset } = await client.outputs(runId, 'generate_data');
  const trained = await Promise.all([
    ...[0, 1, 2].map((i) => client.outputs(runId, 'train_tabular_model', i)),
    ...[0, 1].map((i) => client.outputs(runId, 'train_timeseries_model', i)),
  ]);
  const { champion } = await client.outputs(runId, 'compare_and_register_models');
  const drift = await client.outputs(runId, 'detect_drift');
  const { report } = await client.outputs(runId, 'generate_report');
  return {
    trained: trained.map((t) => t.trained),
    champion,
    drift,
    report: join(objects, report.uri),
    noiseFloor: noiseFloorOf(join(objects, dataset.file.uri)),
  };
}

const Truth = z.object({ noise_floor: z.object({ floor: z.number() }) });

/** The generator leaves the truth beside its data; imported data have none. */
function noiseFloorOf(dataset: string): number | null {
  const path = dataset.replace(/\.parquet$/, '.truth.json');
  if (!existsSync(path)) return null;
  return Truth.parse(JSON.parse(readFileSync(path, 'utf8'))).noise_floor.floor;
}
