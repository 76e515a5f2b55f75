import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { ValidateRecords } from '../../usecases/validate-records.ts';

@Controller()
export class RawRecords {
  readonly #validate: ValidateRecords;

  constructor(@Inject(ValidateRecords) validate: ValidateRecords) {
    this.#validate = validate;
  }

  @KafkaBatch(TOPICS.workloadRaw, { group: 'validation' })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#validate.handle(messages, context);
  }
}
