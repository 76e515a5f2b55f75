import { computeRows } from '../domain/online/compute-rows.ts';
import { plainError } from '../domain/online/feast-error.ts';
import type { RowFunctions } from '../domain/online/row-functions.ts';
import { compileRowFunction } from '../domain/row-function.ts';

/** Functions of on-demand views without a thread of their own. */
export const IN_THIS_THREAD: RowFunctions = {
  compute: async (job) => {
    try {
      return computeRows(job, compileRowFunction(job.view, job.source));
    } catch (error) {
      throw plainError(error instanceof Error ? error.message : String(error));
    }
  },
};
