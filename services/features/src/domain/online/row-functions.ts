import type { RowsToCompute } from './compute-rows.ts';
import type { ValueText } from './value-text.ts';

/** Runs functions that users wrote. */
export interface RowFunctions {
  /**
   * @returns by output, the texts of all rows
   * @throws FeastError that names the view: its function failed, did not return in time or took too much memory
   */
  compute(job: RowsToCompute): Promise<readonly (readonly ValueText[])[]>;
}
