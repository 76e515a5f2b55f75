import { z } from 'zod';

/** `alerts.raised.v1`, key = alert id: something that a person should look at. */
export const AlertRaised = z.object({
  /** The same alert told twice has the same id. */
  id: z.string().min(1),
  /** What kind of alert, e.g. `drift.columns`. */
  rule: z.string().min(1),
  severity: z.enum(['info', 'warning', 'critical']),
  /** The service that raises it. */
  service: z.string().min(1),
  message: z.string().min(1),
  dag_id: z.string().nullable(),
  run_id: z.string().nullable(),
  /** Event time that it is about, epoch ms. */
  event_time: z.int().nullable(),
  /** Key in the object store of the file that tells more. */
  file: z.string().nullable(),
});
export type AlertRaised = z.infer<typeof AlertRaised>;
