import { z } from 'zod';

/** The registry's own variables. */
export const RegistrySettings = z.object({
  HEADROOM_REGISTRY_UI: z
    .string()
    .optional()
    .describe("the folder of MLflow's built pages, mlflow/server/js/build of its wheel"),
  HEADROOM_CODE_VERSION: z
    .string()
    .min(1)
    .optional()
    .describe('commit of the running code, kept with the runs of pipelines and shown by lineage'),
});
