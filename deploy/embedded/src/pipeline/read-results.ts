import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { OrchestratorClient } from './orchestrator-client.ts';
import type { RunResults } from './result-lines.ts';

/**
 * What a run that succeeded has left.
 * @param objects root of the object store
 */
export async function readResults(
  client: OrchestratorClient,
  runId: string,
  objects: string,
): Promise<RunResults> {
  const { dataset } = await client.outputs(runId, 'generate_data');
  const trained = await Promise.all([
    ...[0, 1, 2].map((i) => client.outputs(runId, 'train_tabular_model', i)),
    ...[0, 1].map((i) => client.outputs(runId, 'train_timeseries_model', i)),
  ]);
  const { challenger } = await client.outputs(runId, 'compare_and_register_models');
  const { gates } = await client.outputs(runId, 'judge_challenger');
  const promotion = await client.outputs(runId, 'promote_challenger');
  const drift = await client.outputs(runId, 'detect_drift');
  const { report } = await client.outputs(runId, 'generate_report');
  return {
    trained: trained.map((t) => t.trained),
    challenger,
    gates: gates.gates,
    promotion,
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
