import type { TaskCommand } from '@headroom/contracts';

/** A first try of a model of a run, as the orchestrator sends it. */
export const trainingCommand = (
  runId: string,
  {
    map_index = 0,
    ...inputs
  }: { readonly model: string; readonly map_index?: number } & Record<string, unknown>,
): TaskCommand => ({
  task: {
    dag_id: 'd',
    run_id: runId,
    task_id: ['lstm', 'gru'].includes(inputs.model)
      ? 'train_timeseries_model'
      : 'train_tabular_model',
    map_index,
  },
  try_number: 1,
  as_of: null,
  inputs: { seed: 3, ...inputs },
});
