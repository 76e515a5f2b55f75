import { invalidParameter, invalidValue } from '../mlflow-error.ts';
import { checkedParam, checkedTag, type KeyValue } from './key-values.ts';
import { checkMetric, type MetricPoint } from './metric.ts';

export interface Batch {
  readonly metrics: readonly MetricPoint[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

const MOST = { metrics: 1000, params: 100, tags: 100, 'metrics, params, and tags': 1000 } as const;

/** @throws INVALID_PARAMETER_VALUE */
export function checkRunId(runId: string): void {
  if (!/^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u.test(runId)) {
    throw invalidParameter(invalidValue('run_id', runId));
  }
}

/** A batch as it is kept. @throws INVALID_PARAMETER_VALUE, in the genuine server's order of checks */
export function checkedBatch(runId: string, { metrics, params, tags }: Batch): Batch {
  checkRunId(runId);
  metrics.forEach((metric, i) => {
    checkMetric(metric, `metrics[${i}]`);
  });
  const checked = {
    metrics,
    params: params.map((param, i) => checkedParam(param, `params[${i}]`)),
    tags: tags.map((tag, i) => checkedTag(tag, `tags[${i}]`)),
  };
  atMost('metrics', metrics.length);
  atMost('params', params.length);
  atMost('tags', tags.length);
  atMost('metrics, params, and tags', metrics.length + params.length + tags.length);
  refuseTwice(params.map(({ key }) => key));
  return checked;
}

function atMost(what: keyof typeof MOST, count: number): void {
  if (count <= MOST[what]) return;
  throw invalidParameter(
    `A batch logging request can contain at most ${MOST[what]} ${what}. Got ${count} ${what}. ` +
      `Please split up ${what} across multiple requests and try again.`,
  );
}

function refuseTwice(keys: readonly string[]): void {
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  if (twice.length === 0) return;
  throw invalidParameter(
    `Duplicate parameter keys have been submitted: [${twice.map((key) => `'${key}'`).join(', ')}]. ` +
      'Please ensure the request contains only one param value per param key.',
  );
}
