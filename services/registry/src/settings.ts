import { z } from 'zod';

/** The registry's own variables. */
export const RegistrySettings = z.object({
  HEADROOM_REGISTRY_UI: z
    .string()
    .optional()
    .describe("the folder of MLflow's built pages, mlflow/server/js/build of its wheel"),
});
