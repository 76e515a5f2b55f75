import { basename } from 'node:path/posix';
import { ObjectRef, QualityCheck, TASKS } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { CheckFile } from '../../usecases/check-file.ts';

const CheckRequest = TASKS.validate_data.inputs;
const CheckAnswer = z.object({
  passed: z.boolean(),
  checks: z.array(QualityCheck),
  /** Metrics with at least one value. */
  declared: z.array(z.string()),
  report: ObjectRef,
});

@Controller('api/v1/check')
export class CheckController {
  readonly #checkFile: CheckFile;

  constructor(@Inject(CheckFile) checkFile: CheckFile) {
    this.#checkFile = checkFile;
  }

  @Post()
  @HttpCode(200)
  @Route({
    summary:
      'Check a data set of the object store by the rules of validate_data; the report is kept',
    body: CheckRequest,
    response: CheckAnswer,
    status: 200,
    errors: ['NOT_FOUND', 'INVALID_DATA'],
  })
  async post(@Body() { dataset, max_missing_share }: z.output<typeof CheckRequest>) {
    const name = basename(dataset.file.uri, '.parquet');
    const verdict = await this.#checkFile.execute(dataset, max_missing_share, name);
    const { passed, checks, declared, report } = verdict;
    return { passed, checks, declared, report };
  }
}
