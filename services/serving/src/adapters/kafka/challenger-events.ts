import { randomUUID } from 'node:crypto';
import { TOPICS } from '@headroom/contracts';
import {
  decodeJson,
  MESSAGE_BUS,
  type BatchHandler,
  type Consumer,
  type Delivered,
  type KafkaBus,
} from '@headroom/messaging';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CHALLENGER } from '../../domain/champion-history.ts';
import type { ServedModel } from '../../domain/served-model.ts';
import type { FollowChampion } from '../../usecases/follow-champion.ts';
import { ShadowStream } from '../../usecases/shadow/shadow-stream.ts';
import { CHALLENGER_MODEL, FOLLOW_CHALLENGER } from '../tokens.ts';

/** Of every process's vectors: the partitions are shared. */
const GROUP = 'serving-shadow';

/**
 * Follows the alias challenger by consumers of its own, so that whatever befalls it leaves the champion's alone, readiness
 * included. Vectors are read while there is a challenger: without one, shadow scoring costs nothing.
 */
@Injectable()
export class ChallengerEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #bus: KafkaBus;
  readonly #follow: FollowChampion;
  readonly #challenger: ServedModel;
  readonly #shadow: ShadowStream;
  #events: Consumer | undefined;
  #vectors: Consumer | undefined;

  constructor(
    @Inject(MESSAGE_BUS) bus: KafkaBus,
    @Inject(FOLLOW_CHALLENGER) follow: FollowChampion,
    @Inject(CHALLENGER_MODEL) challenger: ServedModel,
    @Inject(ShadowStream) shadow: ShadowStream,
  ) {
    this.#bus = bus;
    this.#follow = follow;
    this.#challenger = challenger;
    this.#shadow = shadow;
  }

  async onApplicationBootstrap(): Promise<void> {
    const topic = TOPICS.modelsChanges;
    const group = `${GROUP}-${randomUUID()}`;
    this.#follow.replayTo(await this.#bus.admin.lag(topic, group));
    this.#events = this.#bus.subscribe({ topic, group, handler: this.#handle });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#events?.stop();
    await this.#vectors?.stop();
  }

  readonly #handle: BatchHandler = async (messages, context) => {
    const set = messages.findLast(setsChallenger);
    if (set !== undefined) this.#shadow.startFrom(set.ingestedAt);
    const outcomes = await this.#follow.handle(messages, context);
    await this.#read(this.#challenger.current !== null);
    return outcomes;
  };

  async #read(isWanted: boolean): Promise<void> {
    const reading = this.#vectors;
    if (isWanted && reading === undefined) {
      const topic = TOPICS.featuresComputed;
      this.#vectors = this.#bus.subscribe({ topic, group: GROUP, handler: this.#shadow.handle });
    }
    if (!isWanted && reading !== undefined) {
      this.#vectors = undefined;
      await reading.stop();
    }
  }
}

function setsChallenger(message: Delivered): boolean {
  const decoded = decodeJson(TOPICS.modelsChanges, message);
  return decoded.ok && decoded.data.kind === 'alias_set' && decoded.data.alias === CHALLENGER;
}
