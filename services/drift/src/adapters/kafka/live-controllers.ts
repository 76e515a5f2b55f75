import { TOPICS } from '@headroom/contracts';
import { KafkaBatch, type BatchContext, type Delivered } from '@headroom/messaging';
import { Controller, Inject } from '@nestjs/common';
import { FollowAliases } from '../../usecases/live/follow-aliases.ts';
import { WatchLevels } from '../../usecases/live/watch-levels.ts';
import { WatchPredictions } from '../../usecases/live/watch-predictions.ts';
import { SHADOW_PREDICTIONS } from '../tokens.ts';

const GROUP = 'drift';

/** What was foreseen, what came, and which versions are judged. */
@Controller()
export class LiveControllers {
  readonly #levels: WatchLevels;
  readonly #predictions: WatchPredictions;
  readonly #shadow: WatchPredictions;
  readonly #aliases: FollowAliases;

  constructor(
    @Inject(WatchLevels) levels: WatchLevels,
    @Inject(WatchPredictions) predictions: WatchPredictions,
    @Inject(SHADOW_PREDICTIONS) shadow: WatchPredictions,
    @Inject(FollowAliases) aliases: FollowAliases,
  ) {
    this.#levels = levels;
    this.#predictions = predictions;
    this.#shadow = shadow;
    this.#aliases = aliases;
  }

  @KafkaBatch(TOPICS.featuresComputed, { group: GROUP })
  async levels(messages: readonly Delivered[], context: BatchContext) {
    return this.#levels.handle(messages, context);
  }

  @KafkaBatch(TOPICS.predictionsMade, { group: GROUP })
  async predictions(messages: readonly Delivered[], context: BatchContext) {
    return this.#predictions.handle(messages, context);
  }

  @KafkaBatch(TOPICS.predictionsShadow, { group: GROUP })
  async shadow(messages: readonly Delivered[], context: BatchContext) {
    return this.#shadow.handle(messages, context);
  }

  @KafkaBatch(TOPICS.modelsEvents, { group: GROUP })
  async aliases(messages: readonly Delivered[], context: BatchContext) {
    return this.#aliases.handle(messages, context);
  }
}
