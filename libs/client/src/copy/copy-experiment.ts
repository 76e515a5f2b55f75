import { z } from 'zod';
import { Nothing, Run, type Experiment } from '../mlflow/answers.ts';
import { ensureExperiment } from '../mlflow/experiment-by-name.ts';
import { runById } from '../mlflow/run-by-id.ts';
import { loggedModels, runs } from '../mlflow/pages.ts';
import { copyLoggedModel } from './copy-logged-model.ts';
import { copyRun, stateOf } from './copy-run.ts';
import { forEach, unlessRefused, type Copying } from './copying.ts';
import { COPIED_FROM, COPIED_WHOLE, tagOf, tagsOfCopy } from './marks.ts';

const Created = z.object({ run: Run });

/** An experiment of the same name with copies of all runs and logged models that are not deleted. */
export async function copyExperiment(copying: Copying, experiment: Experiment): Promise<void> {
  const { source, target, outcome, runIds, modelIds } = copying;
  const id = await ensureExperiment(target, experiment.name, experiment.tags);
  for (const { key, value } of experiment.tags) {
    const body = { experiment_id: id, key, value };
    await target.send('POST', 'experiments/set-experiment-tag', body, Nothing);
  }
  const whole = new Map<string, string>();
  for await (const { info, data } of runs(target, { experimentIds: [id] })) {
    const original = tagOf(data.tags, COPIED_FROM);
    if (original === undefined) continue;
    runIds.set(original, info.run_id);
    whole.set(original, tagOf(data.tags, COPIED_WHOLE) ?? '');
  }
  const all = { experimentIds: [experiment.experiment_id], orderBy: ['start_time ASC'] };
  // All runs first: children name their parents, logged models their runs, and runs their logged models.
  await forEach(runs(source, all), async (run) => {
    const { run_id } = run.info;
    if (runIds.has(run_id)) return;
    await unlessRefused(copying, `run ${run_id}`, async () => {
      runIds.set(run_id, await createCopy(copying, id, run));
    });
  });
  const madeModels = new Map<string, string>();
  for await (const model of loggedModels(target, id)) {
    const original = tagOf(model.info.tags, COPIED_FROM);
    if (original !== undefined) madeModels.set(original, model.info.model_id);
  }
  await forEach(loggedModels(source, experiment.experiment_id), async (model) => {
    const { model_id } = model.info;
    await unlessRefused(copying, `logged model ${model_id}`, async () => {
      modelIds.set(model_id, await copyLoggedModel(copying, id, model, madeModels.get(model_id)));
    });
  });
  await forEach(runs(source, all), async (run) => {
    const { run_id } = run.info;
    const copyId = runIds.get(run_id);
    if (copyId === undefined) return; // began after the first pass: the next copying takes it
    if (whole.get(run_id) === stateOf(run)) outcome.runsAlreadyThere += 1;
    else {
      await unlessRefused(copying, `run ${run_id}`, async () =>
        copyRun(copying, run, await runById(target, copyId)),
      );
    }
  });
  outcome.experiments += 1;
  copying.progress(
    `${experiment.name}: all there; ${outcome.runs} runs, ${outcome.metricPoints} points and ${outcome.files} files so far`,
  );
}

async function createCopy(
  { target }: Copying,
  experimentId: string,
  { info, data }: Run,
): Promise<string> {
  const { run } = await target.send(
    'POST',
    'runs/create',
    {
      experiment_id: experimentId,
      run_name: info.run_name,
      user_id: info.user_id,
      start_time: info.start_time,
      // The mark is set with the run: a run without one would be copied twice.
      tags: tagsOfCopy(data.tags, info.run_id),
    },
    Created,
  );
  return run.info.run_id;
}
