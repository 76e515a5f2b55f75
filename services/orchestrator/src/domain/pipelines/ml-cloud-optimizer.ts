import { Algorithm, GateLimits, TASKS, TRAINING_PARAMS, type TaskId } from '@headroom/contracts';
import { z } from 'zod';
import { defineDag, type Dag, type Task, type TaskContext, type Xcoms } from '../dag.ts';
import type { JsonObject } from '../run.ts';

const generate = TASKS.generate_data.inputs.shape;
const tabular = TASKS.train_tabular_model.inputs.shape;
const timeseries = TASKS.train_timeseries_model.inputs.shape;

/** What a trigger may set; what it leaves out takes the task's own default. Unknown keys are kept and ignored. */
const Conf = z
  .looseObject({
    /** Where the records come from. Unless told: generated until a run succeeded, the store ever after. */
    source: generate.source.optional(),
    /** Event "now" of the run, epoch ms. Unless told: the data set's last event. */
    as_of: z.int().nullish(),
    seed: generate.seed.optional(),
    n_records: generate.n_records.optional(),
    start_date: generate.start_date.optional(),
    n_services: generate.n_services.optional(),
    /** What an import has published, to train on it alone. Its rows are in the store. */
    dataset: generate.dataset,
    max_missing_share: TASKS.validate_data.inputs.shape.max_missing_share.optional(),
    /** Training parameters by model, on top of the preset. */
    params: z.strictObject(TRAINING_PARAMS).partial().optional(),
    /** What a challenger must fulfil to become champion, where it is not as by default. */
    gates: z.strictObject(GateLimits.shape).partial().optional(),
    /** Trains these alone; the others are skipped. */
    models: z.array(Algorithm).min(1).optional(),
  })
  .refine(({ source, dataset }) => source !== 'generate' || dataset === undefined, {
    path: ['source'],
    message: 'must be store, or left out, with a dataset: that is not generated',
  });

export interface PipelineTimes {
  readonly retryDelayMs: number;
  /** See `Task.silenceMs`. */
  readonly silenceMs: number;
}

/** The guide's DAG, its tasks typed by the contracts. */
export function mlCloudOptimizerPipeline(times: PipelineTimes): Dag {
  const task = <T extends TaskId>(
    id: T,
    spec: Pick<
      Task,
      'service' | 'upstream' | 'triggerRule' | 'isSkipped' | 'mappedOver' | 'asOf'
    > & {
      inputs(context: TaskContext): z.input<(typeof TASKS)[T]['inputs']>;
    },
  ): Task => ({
    ...spec,
    ...times,
    id,
    retries: 2,
    outputs: TASKS[id].outputs,
    inputs: (context) => TASKS[id].inputs.parse(spec.inputs(context)),
  });

  return defineDag({
    id: 'ml_cloud_optimizer_pipeline',
    version: '1',
    description: 'Data, features, five models, comparison, drift and report of cloud workloads.',
    conf: Conf,
    startConf: (conf, first) => ({
      source: first && Conf.parse(conf).dataset === undefined ? 'generate' : 'store',
      ...conf,
    }),
    tasks: [
      task('generate_data', {
        upstream: [],
        service: (conf) => (Conf.parse(conf).source === 'store' ? 'features' : 'generation'),
        inputs: ({ conf }) => TASKS.generate_data.inputs.parse(conf),
        asOf: (outputs) => TASKS.generate_data.outputs.parse(outputs).dataset.last_event,
      }),
      task('validate_data', {
        upstream: ['generate_data'],
        service: () => 'validation',
        inputs: ({ conf, xcoms }) => ({
          ...dataset(xcoms),
          max_missing_share: Conf.parse(conf).max_missing_share,
        }),
      }),
      task('engineer_features', {
        upstream: ['validate_data'],
        service: () => 'features',
        inputs: ({ xcoms }) => ({ ...dataset(xcoms), declared: validated(xcoms).declared }),
      }),
      task('train_tabular_model', {
        upstream: ['engineer_features'],
        mappedOver: tabular.model.options,
        isSkipped,
        service: () => 'training',
        inputs: (context) => ({ model: tabular.model.parse(context.item), ...training(context) }),
      }),
      task('train_timeseries_model', {
        upstream: ['engineer_features'],
        mappedOver: timeseries.model.options,
        isSkipped,
        service: () => 'training',
        inputs: (context) => ({
          model: timeseries.model.parse(context.item),
          ...training(context),
        }),
      }),
      task('compare_and_register_models', {
        // A model that could not be trained is told as such; the others go on. The snapshot is the one success that is
        // needed: where all models failed, the registry still keeps why.
        upstream: ['engineer_features', 'train_tabular_model', 'train_timeseries_model'],
        triggerRule: 'all_done_min_one_success',
        service: () => 'registry',
        inputs: (context) => ({
          ...snapshot(context.xcoms),
          trained: trained(context.xcoms),
          failed: failedTrainings(context),
        }),
      }),
      task('judge_challenger', {
        upstream: ['compare_and_register_models'],
        service: () => 'training',
        inputs: ({ conf, xcoms }) => ({
          ...snapshot(xcoms),
          ...rivals(xcoms),
          limits: Conf.parse(conf).gates,
        }),
      }),
      task('promote_challenger', {
        upstream: ['judge_challenger'],
        service: () => 'registry',
        inputs: ({ xcoms }) => ({ ...rivals(xcoms), ...judged(xcoms) }),
      }),
      task('detect_drift', {
        upstream: ['compare_and_register_models'],
        service: () => 'drift',
        inputs: ({ xcoms }) => ({
          ...dataset(xcoms),
          ...snapshot(xcoms),
          trained: trained(xcoms),
          challenger: registered(xcoms).challenger,
        }),
      }),
      task('generate_report', {
        upstream: ['promote_challenger'],
        service: () => 'drift',
        inputs: ({ xcoms }) => {
          const { models, challenger } = registered(xcoms);
          return {
            ...dataset(xcoms),
            checks: validated(xcoms).checks,
            validation_report: validated(xcoms).report,
            ...snapshot(xcoms),
            trained: trained(xcoms),
            models,
            challenger,
            ...judged(xcoms),
            ...TASKS.promote_challenger.outputs.parse(xcoms('promote_challenger')[0]),
          };
        },
      }),
    ],
  });
}

const dataset = (xcoms: Xcoms) => TASKS.generate_data.outputs.parse(xcoms('generate_data')[0]);
const validated = (xcoms: Xcoms) => TASKS.validate_data.outputs.parse(xcoms('validate_data')[0]);
const snapshot = (xcoms: Xcoms) =>
  TASKS.engineer_features.outputs.parse(xcoms('engineer_features')[0]);
const registered = (xcoms: Xcoms) =>
  TASKS.compare_and_register_models.outputs.parse(xcoms('compare_and_register_models')[0]);

const rivals = (xcoms: Xcoms) => {
  const { challenger, champion } = registered(xcoms);
  return { challenger, champion };
};
const judged = (xcoms: Xcoms) => TASKS.judge_challenger.outputs.parse(xcoms('judge_challenger')[0]);

const trained = (xcoms: Xcoms) =>
  [...xcoms('train_tabular_model'), ...xcoms('train_timeseries_model')].map(
    (outputs) => TASKS.train_tabular_model.outputs.parse(outputs).trained,
  );

const failedTrainings = ({ conf, failures }: TaskContext) =>
  [...failures('train_tabular_model'), ...failures('train_timeseries_model')].map(
    ({ item, error }) => ({
      algorithm: Algorithm.parse(item),
      params: paramsOf(conf, item),
      error,
    }),
  );

const isSkipped = (conf: JsonObject, item: string | null): boolean => {
  const { models } = Conf.parse(conf);
  return models !== undefined && !models.some((model) => model === item);
};

const training = ({ conf, xcoms, item }: TaskContext) => ({
  ...snapshot(xcoms),
  seed: Conf.parse(conf).seed,
  params: paramsOf(conf, item),
});

/** As the task's contract has them: whatever names and values the model's own schema has let through. */
const paramsOf = (conf: JsonObject, item: string | null) => {
  const given = Object.entries(Conf.parse(conf).params ?? {}).find(
    ([model]) => model === item,
  )?.[1];
  return tabular.params.parse(given ?? {});
};
