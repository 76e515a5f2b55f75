import type { TaskInstance, TrainedModel } from '@headroom/contracts';
import type { TaskCall } from '@headroom/messaging';
import type { TrainingRunner } from '../domain/training-job.ts';

type TrainingTask = 'train_tabular_model' | 'train_timeseries_model';

/** train_tabular_model and train_timeseries_model: one model of the run, under a folder of its own. */
export class TrainTask {
  readonly #runner: TrainingRunner;

  constructor(runner: TrainingRunner) {
    this.#runner = runner;
  }

  async run(call: TaskCall<TrainingTask>): Promise<{ trained: TrainedModel }> {
    const { model, snapshot, seed, params } = call.inputs;
    const folder = `models/${runName(call.task)}/${model}`;
    const job = { algorithm: model, snapshot, seed, params, folder };
    return { trained: await this.#runner.run(job, call.signal) };
  }
}

/** The run's id as a part of a file's name. */
const runName = ({ run_id: runId }: TaskInstance): string => runId.replace(/[^A-Za-z0-9._-]/g, '_');
