import type { TaskInstance, TaskProgress, TrainedModel } from '@headroom/contracts';
import type { TaskCall } from '@headroom/messaging';
import type { ObjectStore } from '@headroom/storage';
import type { Progress } from '../domain/trainer.ts';
import type { TrainingJob, TrainingRunner } from '../domain/training-job.ts';
import { keepLog } from './keep-log.ts';

type TrainingTask = 'train_tabular_model' | 'train_timeseries_model';

export interface TrainTaskPorts {
  readonly runner: TrainingRunner;
  readonly objects: ObjectStore;
  readonly now: () => number;
  readonly onProgress: (job: TrainingJob, progress: Progress) => void;
}

/** train_tabular_model and train_timeseries_model: one model of the run, under a folder of its own. */
export class TrainTask {
  readonly #ports: TrainTaskPorts;

  constructor(ports: TrainTaskPorts) {
    this.#ports = ports;
  }

  async run(call: TaskCall<TrainingTask>): Promise<{ trained: TrainedModel }> {
    const { runner, objects, now, onProgress } = this.#ports;
    const { model, snapshot, seed, params } = call.inputs;
    const name = `${runName(call.task)}/${model}`;
    const job = { algorithm: model, snapshot, seed, params, folder: `models/${name}` };
    // Beside the models, not among them: it tells of times, and a model's files depend on its data alone.
    const key = `logs/${name}/try-${call.tryNumber}.jsonl`;
    const trained = await keepLog({ objects, now, key }, runner, job, {
      signal: call.signal,
      onProgress: (progress) => {
        onProgress(job, progress);
        call.report(told(progress));
      },
    });
    return { trained };
  }
}

const told = ({ round, rounds, train, validation }: Progress): TaskProgress => ({
  step: round,
  steps: rounds,
  figures: { train, ...(validation === null ? {} : { validation }) },
});

/** The run's id as a part of a file's name. */
const runName = ({ run_id: runId }: TaskInstance): string => runId.replace(/[^A-Za-z0-9._-]/g, '_');
