import type { RawRoute } from '../call.ts';

/** What MLflow's pages ask on every load of parts that this registry has not: answered as a server with none of them set up. */
const NOTHING: Readonly<Record<string, object>> = {
  '/ajax-api/2.0/mlflow/gateway-proxy': { endpoints: [] },
  '/ajax-api/3.0/mlflow/assistant/config': {
    providers: {},
    projects: {},
    remote_access_allowed: false,
  },
  '/ajax-api/3.0/mlflow/assistant/providers': { providers: [] },
  '/ajax-api/3.0/mlflow/ui-telemetry': {
    disable_ui_events: [],
    disable_ui_telemetry: true,
    ui_rollout_percentage: 0,
  },
};

export const pageCalls: readonly RawRoute[] = Object.entries(NOTHING).map(([url, answer]) => ({
  method: 'GET',
  url,
  handle: async (_, reply) => reply.type('application/json').send(JSON.stringify(answer)),
}));
