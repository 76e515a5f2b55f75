import { LiveError } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { PgLiveStore } from '../postgres/postgres-live-store.ts';

@Controller('api/v1')
export class LiveErrorsController {
  readonly #store: PgLiveStore;

  constructor(@Inject(PgLiveStore) store: PgLiveStore) {
    this.#store = store;
  }

  @Get('live-errors')
  @Route({
    summary:
      "What became of champion's and challenger's predictions, over all services and of each",
    response: z.object({ live_errors: z.array(LiveError) }),
  })
  async liveErrors() {
    return { live_errors: await this.#store.judgements() };
  }
}
