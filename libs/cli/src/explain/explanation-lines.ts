import type { ExplainedPrediction } from '@headroom/contracts';
import { tableLines, timeText } from '../table-lines.ts';

const MINUTE_MS = 60_000;

/** A past prediction beside what the same model says of the same inputs today. */
export function explanationLines(answer: ExplainedPrediction): string[] {
  const { prediction: made, recomputed, inputs, explanation } = answer;
  const window =
    made.cluster_window_end === null
      ? 'no cluster window'
      : `version ${made.cluster_window_version} of the cluster window that ended ${minutes(inputs.cluster_window_age_ms)} before`;
  return [
    answer.equal
      ? `Equal: made anew, prediction ${made.prediction_id} is the same to the last bit.`
      : `NOT equal: made anew, prediction ${made.prediction_id} comes out otherwise.`,
    '',
    ...tableLines([
      [
        'service',
        `${made.service_id} of cluster ${made.cluster_id}, bucket that ended ${timeText(made.bucket_end)}${made.provisional ? ', provisional' : ''}`,
      ],
      [
        'model',
        `${made.model_name} version ${made.model_version}${answer.shadow ? ', in shadow' : ''}, sha256 ${made.model_sha256}`,
      ],
      ['definitions', made.definition_hash],
      [
        'inputs',
        `${inputs.records} records up to place ${made.arrival_seq.partition}/${made.arrival_seq.offset}, the newest ${minutes(inputs.newest_event_age_ms)} before the bucket's end; ${window}`,
      ],
      ['predicted', `${valueText(made)}, at ${timeText(answer.computed_at)}`],
      ['anew', valueText(recomputed)],
      ['hash', answer.hash],
      ['hash anew', recomputed.hash],
    ]),
    ...(explanation === null ? [] : ['', ...contributionLines(explanation)]),
  ];
}

const minutes = (ms: number | null): string => `${((ms ?? 0) / MINUTE_MS).toFixed(1)} min`;

function valueText({
  prediction,
  interval,
}: Pick<ExplainedPrediction['recomputed'], 'prediction' | 'interval'>): string {
  if (interval == null) return String(prediction);
  const { lower, upper, coverage } = interval;
  return `${prediction} (${coverage * 100} %: ${lower.toFixed(4)} to ${upper.toFixed(4)})`;
}

function contributionLines({
  base,
  contributions,
  other,
}: NonNullable<ExplainedPrediction['explanation']>): string[] {
  return tableLines([
    ['what moved it', 'cpu', 'value'],
    ['base', signed(base), ''],
    ...contributions.map(({ feature, value, contribution }) => [
      feature,
      signed(contribution),
      value === null ? 'missing' : String(value),
    ]),
    ['all others', signed(other), ''],
  ]);
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(5)}`;
