export { createScorer } from './bundle/create-scorer.ts';
export type { RowScorer, Scorer } from './bundle/create-scorer.ts';
export { MODEL_FILE_FORMATS } from './bundle/model-bundle.ts';
export type {
  FileReference,
  ModelAlgorithm,
  ModelBundle,
  TrainingData,
} from './bundle/model-bundle.ts';
export { parseBundle, serializeBundle } from './bundle/parse-bundle.ts';
export { DEMAND_INPUTS, DemandInputs } from './demand/demand-inputs.ts';
export { demandPlan } from './demand/demand-plan.ts';
export { fitDemand } from './demand/fit-demand.ts';
export type { DemandFit } from './demand/fit-demand.ts';
export { ForecastingError } from './error.ts';
export type { ForecastingErrorCode } from './error.ts';
export { fitIntervals } from './interval/fit-intervals.ts';
export type { CpuInterval, Intervals } from './interval/intervals.ts';
export { replayIntervals } from './interval/replay-intervals.ts';
export { dayBefore } from './metrics/day-before.ts';
export { meanAbsoluteError } from './metrics/errors.ts';
export { evaluate } from './metrics/evaluate.ts';
export type { Evaluation, RelativeMae, ServiceRows } from './metrics/evaluate.ts';
export { compareScalers } from './recommendation/compare.ts';
export type { Comparison } from './recommendation/compare.ts';
export { decide } from './recommendation/decide.ts';
export type { Decision } from './recommendation/decide.ts';
export { DEFAULT_POLICY } from './recommendation/policy.ts';
export type { ScalingPolicy } from './recommendation/policy.ts';
export { total } from './recommendation/replay.ts';
export type { Outcome, ReplayBucket, ReplayService } from './recommendation/replay.ts';
export { newScalingState } from './recommendation/scaling-state.ts';
export type { ScalingState } from './recommendation/scaling-state.ts';
export { serializeRnn } from './rnn/weights.ts';
export type { DenseWeights, RnnWeights } from './rnn/weights.ts';
export { ScalerFit } from './scaling/scaler.ts';
export type { Scaler } from './scaling/scaler.ts';
export { assembleCalendar, assembleSequence, measuredSequence } from './sequence/assemble.ts';
export { SEQUENCE_STEPS, sequencePlan } from './sequence/sequence-plan.ts';
export type { SequencePlan } from './sequence/sequence-plan.ts';
export type { Cuts } from './splits/cut-points.ts';
export { rollingOrigins } from './splits/rolling-origin.ts';
export type { Split } from './splits/split-of.ts';
export { cutsOf, splitRows } from './splits/split-rows.ts';
export { isUsable } from './target/eligibility.ts';
export type { Ineligibility } from './target/eligibility.ts';
export { fromZ, toZ } from './target/level-scale.ts';

export type { TreeAlgorithm } from './trees/tree-model.ts';
