import { call, type Call, type RawRoute } from './call.ts';

/** The release of MLflow whose protocol this is: clients ask before they use newer calls. */
const MLFLOW_VERSION = '3.17.2';

const text = (url: string, body: string): RawRoute => ({
  method: 'GET',
  url,
  handle: async (_, reply) => reply.type('text/plain; charset=utf-8').send(body),
});

/** What a client asks about the server itself. */
export const serverRoutes: readonly RawRoute[] = [
  text('/health', 'OK'),
  text('/version', MLFLOW_VERSION),
];

export const serverCalls: readonly Call[] = [
  call({
    method: 'GET',
    path: '/mlflow/server-info',
    version: 3,
    request: {},
    handle: async () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      presigned_upload_run_id_supported: true,
      presigned_upload_model_id_supported: true,
      features_enabled: { gateway: false },
    }),
  }),
];
