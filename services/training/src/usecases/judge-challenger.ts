import type { GateReport, ObjectRef } from '@headroom/contracts';
import { uniform } from '@headroom/statistics';
import type { ObjectStore, ParquetFiles } from '@headroom/storage';
import type { ComparedRows } from '../domain/gates/compare-errors.ts';
import { judgeGates, type GateEvidence } from '../domain/gates/judge-gates.ts';
import type { JudgeJob } from '../domain/gates/judge-job.ts';
import { trainingData, type TrainingData } from '../domain/training-data.ts';
import { openJudgedModel, type JudgedModel } from './open-judged-model.ts';
import { readSnapshot } from './read-snapshot.ts';
import { absoluteErrors, medianMicroseconds } from './score-errors.ts';

export interface JudgePorts {
  readonly objects: ObjectStore;
  readonly parquet: ParquetFiles;
  readonly readText: (file: ObjectRef) => Promise<string>;
  /** A steady clock, in milliseconds. */
  readonly clock: () => number;
}

/** The resamples are the same for the same rows. */
const SEED = 42;

/** judge_challenger: challenger and champion score the test rows of the run's snapshot, which neither was fitted on. */
export async function judgeChallenger(ports: JudgePorts, job: JudgeJob): Promise<GateReport> {
  const { snapshot, limits } = job;
  const data = trainingData(snapshot, await readSnapshot(ports.objects, ports.parquet, snapshot));
  const open = (version: JudgeJob['challenger']) =>
    openJudgedModel(version, ports.readText, snapshot, data);
  const challenger = await open(job.challenger);
  const champion = job.champion === null ? 'there is no champion yet' : await open(job.champion);
  const evidence = { limits, random: uniform(SEED) };
  if (typeof challenger === 'string') {
    const unread = { sha256: '', bytes: 0, latencyUs: 0, misfit: challenger };
    return judgeGates({
      ...evidence,
      challenger: unread,
      champion: 'the challenger cannot be scored',
    });
  }
  return judgeGates({
    ...evidence,
    challenger: {
      sha256: challenger.bundle.model.sha256,
      bytes: challenger.bytes,
      latencyUs: medianMicroseconds(data, challenger, ports.clock),
      misfit: null,
    },
    champion: compared(data, challenger, champion),
  });
}

function compared(
  data: TrainingData,
  challenger: JudgedModel,
  champion: JudgedModel | string,
): GateEvidence['champion'] {
  if (typeof champion === 'string') return champion;
  const { test } = data.rows;
  const rows: ComparedRows = {
    services: Array.from(test, (row) => data.services[row] ?? ''),
    times: Float64Array.from(test, (row) => data.times[row] ?? NaN),
    challenger: absoluteErrors(data, challenger, test),
    champion: absoluteErrors(data, champion, test),
  };
  return { sha256: champion.bundle.model.sha256, rows };
}
