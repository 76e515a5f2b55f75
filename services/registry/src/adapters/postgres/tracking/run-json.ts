import { z } from 'zod';

/** A run as Postgres gives it: JSON as text, which goes into the answer as it is; bigints as digits. */
export const RunInfoRow = z.object({
  run_id: z.string(),
  name: z.string(),
  experiment_id: z.string(),
  user_id: z.string(),
  status: z.string(),
  start_time: z.string(),
  end_time: z.string().nullable(),
  artifact_uri: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
});
export const RunRow = RunInfoRow.extend({
  params: z.string(),
  tags: z.string(),
  metrics: z.string().nullable(),
  datasets: z.string().nullable(),
  model_inputs: z.string().nullable(),
  model_outputs: z.string().nullable(),
});

export const INFO_COLUMNS = `r.run_id, r.name, r.experiment_id::text, r.user_id, r.status, r.start_time::text,
  r.end_time::text, r.artifact_uri, r.lifecycle_stage`;

export const RUN_COLUMNS = `${INFO_COLUMNS}, r.params::text, r.tags::text,
  (SELECT string_agg(m.key || chr(31) || m.value || chr(31) || m.timestamp || chr(31) || m.step, chr(30))
   FROM registry.latest_metric m WHERE m.run_no = r.run_no) AS metrics,
  CASE WHEN r.linked THEN (SELECT json_agg(json_build_object('tags', i.tags, 'dataset', json_strip_nulls(
     json_build_object('name', d.name, 'digest', d.digest, 'source_type', d.source_type, 'source', d.source,
       'schema', d.schema, 'profile', d.profile))))::text
   FROM registry.run_dataset i JOIN registry.dataset d USING (dataset_id) WHERE i.run_no = r.run_no) END AS datasets,
  CASE WHEN r.linked THEN (SELECT json_agg(json_build_object('model_id', model_id))::text
   FROM registry.run_model i WHERE i.run_no = r.run_no AND direction = 'input') END AS model_inputs,
  CASE WHEN r.linked THEN (SELECT json_agg(json_build_object('model_id', model_id, 'step', step))::text
   FROM registry.run_model o WHERE o.run_no = r.run_no AND direction = 'output') END AS model_outputs`;

export function runInfoJson(row: z.infer<typeof RunInfoRow>): string {
  const id = JSON.stringify(row.run_id);
  const end = row.end_time === null ? '' : `,"end_time":${row.end_time}`;
  return (
    `{"run_uuid":${id},"run_name":${JSON.stringify(row.name)},"experiment_id":"${row.experiment_id}",` +
    `"user_id":${JSON.stringify(row.user_id)},"status":"${row.status}","start_time":${row.start_time}${end},` +
    `"artifact_uri":${JSON.stringify(row.artifact_uri)},"lifecycle_stage":"${row.lifecycle_stage}","run_id":${id}}`
  );
}

/** The protocol's Run. `outputs` false: as where a run has just been made. */
export function runJson(row: z.infer<typeof RunRow>, outputs = true): string {
  const data = fields([
    ['metrics', row.metrics === null ? null : metricsJson(row.metrics)],
    ['params', pairsJson(row.params)],
    ['tags', pairsJson(row.tags)],
  ]);
  const inputs = fields([
    ['dataset_inputs', row.datasets === null ? null : datasetInputsJson(row.datasets)],
    ['model_inputs', row.model_inputs],
  ]);
  const made = outputs ? `,"outputs":${fields([['model_outputs', row.model_outputs]])}` : '';
  return `{"info":${runInfoJson(row)},"data":${data},"inputs":${inputs}${made}}`;
}

const fields = (named: readonly (readonly [string, string | null])[]): string =>
  `{${named.flatMap(([name, json]) => (json === null ? [] : [`"${name}":${json}`])).join(',')}}`;

/** Points between unit and record separators, which no key holds: cheaper for Postgres to write than JSON. */
function metricsJson(text: string): string {
  // One replacement over the whole text, where nothing in it needs a second look.
  if (!/["\\N]/.test(text)) {
    const json = text.replace(
      /([^\x1e\x1f]*)\x1f([^\x1f]*)\x1f([^\x1f]*)\x1f([^\x1e]*)(?:\x1e|$)/g,
      '{"key":"$1","value":$2,"timestamp":$3,"step":$4},',
    );
    return `[${json.slice(0, -1)}]`;
  }
  const items = text.split('\x1e').map((point) => {
    const [key = '', value = '', timestamp = '', step = ''] = point.split('\x1f');
    const shown = value === 'NaN' ? '"NaN"' : value;
    return `{"key":${JSON.stringify(key)},"value":${shown},"timestamp":${timestamp},"step":${step}}`;
  });
  return `[${items.join(',')}]`;
}

const PAIR = /("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*")/g;

/** {"a": "1"}, as Postgres writes it, → [{"key":"a","value":"1"}]; null where there is nothing. */
const pairsJson = (text: string): string | null =>
  text === '{}' ? null : `[${text.slice(1, -1).replace(PAIR, '{"key":$1,"value":$2}')}]`;

const DatasetInputs = z.array(
  z.object({
    tags: z.record(z.string(), z.string()),
    dataset: z.record(z.string(), z.string()),
  }),
);

const datasetInputsJson = (text: string): string =>
  JSON.stringify(
    DatasetInputs.parse(JSON.parse(text)).map(({ tags, dataset }) => {
      const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
      return pairs.length === 0 ? { dataset } : { tags: pairs, dataset };
    }),
  );
