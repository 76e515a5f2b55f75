import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { PredictStream } from '../../usecases/predict-stream.ts';

@Controller()
export class ComputedVectors {
  readonly #predict: PredictStream;

  constructor(@Inject(PredictStream) predict: PredictStream) {
    this.#predict = predict;
  }

  @KafkaBatch(TOPICS.featuresComputed, { group: 'serving', maxBatch: 500 })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#predict.handle(messages, context);
  }
}
