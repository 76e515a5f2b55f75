import { HeadroomError, type ObjectRef, type TASKS, type TaskInstance } from '@headroom/contracts';
import type { z } from 'zod';
import type { CheckFile } from './check-file.ts';

type Inputs = z.output<(typeof TASKS.validate_data)['inputs']>;
type Outputs = z.output<(typeof TASKS.validate_data)['outputs']>;

/** validate_data: fails for good where a check of the data set failed. */
export class ValidateDataset {
  readonly #checkFile: CheckFile;

  constructor(checkFile: CheckFile) {
    this.#checkFile = checkFile;
  }

  /** @throws INVALID_DATA naming the first failed check; its details hold the report's reference */
  async execute(task: TaskInstance, inputs: Inputs): Promise<Outputs> {
    const { dataset, max_missing_share } = inputs;
    const verdict = await this.#checkFile.execute(dataset, max_missing_share, task.run_id);
    const { report, checks, declared } = verdict;
    const failed = checks.filter((c) => c.status === 'failed');
    const [first] = failed;
    if (first !== undefined) throw refused(first.message, failed.length, report);
    return { report, checks, declared };
  }
}

function refused(message: string, count: number, report: ObjectRef): HeadroomError {
  const others = count > 1 ? ` (and ${count - 1} more)` : '';
  return new HeadroomError('INVALID_DATA', `${message}${others}; the report is ${report.uri}`, {
    details: { report },
  });
}
