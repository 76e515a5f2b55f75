const pairs = (column: string) =>
  `(SELECT json_agg(json_build_object('key', key, 'value', value) ORDER BY key) FROM jsonb_each_text(${column}))`;

const STATUS = ['STATUS_UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED'];

/** A LoggedModel of MLflow's protocol: the row `m` of registry.logged_model as JSON; nulls go with json_strip_nulls. */
export const LOGGED_MODEL_JSON = `json_build_object(
  'info', json_build_object(
    'model_id', m.model_id, 'experiment_id', m.experiment_id::text, 'name', m.name,
    'creation_timestamp_ms', m.creation_time, 'last_updated_timestamp_ms', m.last_updated_time,
    'artifact_uri', m.artifact_location,
    'status', (ARRAY[${STATUS.map((name) => `'LOGGED_MODEL_${name}'`).join(', ')}])[m.status + 1],
    'model_type', m.model_type, 'source_run_id', m.source_run_id, 'status_message', m.status_message,
    'tags', ${pairs('m.tags')}),
  'data', json_build_object(
    'params', ${pairs('m.params')},
    'metrics', (
      SELECT json_agg(json_build_object('key', key, 'value', value, 'timestamp', timestamp, 'step', step,
        'dataset_name', dataset_name, 'dataset_digest', dataset_digest, 'model_id', model_id, 'run_id', run_id)
        ORDER BY key, timestamp, step, run_id)
      FROM registry.logged_model_metric WHERE model_id = m.model_id)))`;

export const loggedModelResponse = `json_strip_nulls(json_build_object('model', ${LOGGED_MODEL_JSON}))::text AS body`;
