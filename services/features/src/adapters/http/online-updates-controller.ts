import { HeadroomError, parseExactJson } from '@headroom/contracts';
import { LOGGER, Route, type Logger } from '@headroom/service-kit';
import { Controller, Inject, Query, Sse } from '@nestjs/common';
import { z } from 'zod';
import { ReadOnlineFeatures } from '../../usecases/online/read-online-features.ts';
import { WatchOnlineFeatures } from '../../usecases/online/watch-online-features.ts';
import { featureUpdates } from './feature-updates.ts';
import { inOwnErrors, wantedOf } from './online-request.ts';
import { onlineJson } from './online-tables.ts';

const Which = z.object({
  /** Either this, or `features`. */
  feature_service: z.string().optional(),
  /** `view:feature`, once or several times. */
  features: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  /** JSON, as in the body of `POST /api/v1/online-features`. */
  entities: z.string(),
});

const Entities = z.record(z.string(), z.array(z.unknown()));

/** What a browser's EventSource or a program listens to instead of asking again: of any views, pushed or computed. */
@Controller('api/v1/online-features/updates')
export class OnlineUpdatesController {
  readonly #features: ReadOnlineFeatures;
  readonly #changes: WatchOnlineFeatures;
  readonly #logger: Logger;

  constructor(
    @Inject(ReadOnlineFeatures) features: ReadOnlineFeatures,
    @Inject(WatchOnlineFeatures) changes: WatchOnlineFeatures,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#features = features;
    this.#changes = changes;
    this.#logger = logger;
  }

  @Sse()
  @Route({
    summary:
      'Server-sent events `features`: the newest features of entities by view, then after each change of their rows',
    query: Which,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async updates(@Query() query: z.output<typeof Which>) {
    const wanted = wantedOf(query.feature_service, query.features);
    const entities = entitiesOf(query.entities);
    // Planned anew each time: definitions may change while a stream is open.
    const read = async (): Promise<string> => {
      const plan = this.#features.plan(wanted);
      return onlineJson(plan, await this.#features.read(plan, entities));
    };
    // What is wrong with the request is told before the stream begins.
    await inOwnErrors(read);
    return featureUpdates({
      read,
      watch: (changed) => this.#changes.watch(this.#features.plan(wanted), entities, changed),
      failed: (error) => {
        this.#logger.warn({ err: error }, 'a stream of features waits for its store');
      },
    });
  }
}

function entitiesOf(text: string): z.output<typeof Entities> {
  const given = Entities.safeParse(jsonOf(text));
  if (given.success) return given.data;
  throw new HeadroomError(
    'INVALID_REQUEST',
    'entities: must be JSON of values by column, e.g. {"customer_id":[7]}',
  );
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
