import { Route } from '@headroom/service-kit';
import { Controller, Get, Inject } from '@nestjs/common';
import { ServedModel } from '../../domain/served-model.ts';
import { describeModel } from '../../usecases/describe-model.ts';

@Controller('api/v1/model')
export class ModelController {
  readonly #served: ServedModel;

  constructor(@Inject(ServedModel) served: ServedModel) {
    this.#served = served;
  }

  @Get()
  @Route({ summary: 'The model that answers now', errors: ['NO_MODEL'] })
  model() {
    return describeModel(this.#served);
  }
}
