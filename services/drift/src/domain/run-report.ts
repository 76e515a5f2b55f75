import {
  Algorithm,
  Champion,
  Dataset,
  GateReport,
  ObjectRef,
  QualityCheck,
  ServedVersion,
  Snapshot,
  TrainedModel,
} from '@headroom/contracts';
import { z } from 'zod';
import { Summary } from './summary.ts';

const GroupErrors = z.object({
  rows: z.int(),
  mae: z.number(),
  rmse: z.number(),
  /** Mean of prediction − actual: above 0 it predicts too much. */
  bias: z.number(),
  /** MAE over that of persistence on the same rows; null where persistence is never wrong. */
  relative_mae: z.number().nullable(),
});
export type GroupErrors = z.infer<typeof GroupErrors>;

const ComparedModel = z.object({
  ...TrainedModel.shape,
  name: z.string(),
  version: z.string(),
  run_id: z.string(),
  /** Best of the run, and what serves after it. */
  challenger: z.boolean(),
  champion: z.boolean(),
  /** The guide's figure for this algorithm: not comparable, see `guide`. */
  guide_mae: z.number(),
});

/** `reports/report_<run>.json`. Errors are in units of cpu utilisation, a fraction. */
export const RunReport = z.object({
  format: z.literal('headroom-report/1'),
  dag_id: z.string(),
  run_id: z.string(),
  /** Event "now" of the data, epoch ms. */
  as_of: z.int(),
  data: z.object({
    dataset: Dataset,
    snapshot: Snapshot,
    /** Of the snapshot: one value a service and closed bucket. */
    metrics: z.array(z.object({ metric: z.string(), unit: z.string(), ...Summary.shape })),
    /** Metrics that no record has. */
    absent: z.array(z.string()),
  }),
  quality: z.object({
    passed: z.int(),
    warned: z.int(),
    failed: z.int(),
    checks: z.array(QualityCheck),
  }),
  /** By test MAE, the least first. */
  models: z.array(ComparedModel),
  guide: z.object({ comparable: z.literal(false), text: z.string() }),
  challenger: ServedVersion.extend({ chosen_by: z.string(), validation_mae: z.number() }),
  /** Whether the challenger became champion, and what serves now. */
  promotion: z.object({
    promoted: z.boolean(),
    reason: z.string(),
    gates: GateReport,
    champion: Champion.nullable(),
  }),
  /** The challenger on the test split. */
  performance: z.object({
    algorithm: Algorithm,
    split: z.literal('test'),
    overall: GroupErrors,
    by_service: z.array(GroupErrors.extend({ service_id: z.string() })),
    /** Hour of the day, UTC, at the row's event time: the forecast is for the hour that follows it. */
    by_hour: z.array(GroupErrors.extend({ hour: z.int() })),
  }),
  files: z.object({
    /** Key of the drift report of the run, which is written at the same time. */
    drift: z.string(),
    validation: ObjectRef,
    predictions: ObjectRef,
    /** The models' figures as CSV. */
    comparison: ObjectRef,
  }),
});
export type RunReport = z.infer<typeof RunReport>;
