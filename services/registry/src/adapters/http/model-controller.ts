import { CLOCK, Route, type WallClock } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checkNewAlias } from '../../domain/models/alias-name.ts';
import { setAlias } from '../../usecases/models/change-aliases.ts';
import { rollBack } from '../../usecases/models/roll-back.ts';
import { AliasMove, Lineage, ModelHistory } from '../postgres/models/model-history.ts';
import { PgRegistry } from '../postgres/registry-store.ts';
import { changeOfRequest } from './change-of-request.ts';

const Alias = z.object({ name: z.string().min(1).max(256), alias: z.string().min(1).max(255) });
const Version = z.object({
  name: z.string().min(1).max(256),
  version: z.coerce.number().int().min(1).max(2_147_483_647),
});
const Why = z.object({ reason: z.string().max(1_000).optional() });
const Move = Why.extend({ version: z.int().min(1).max(2_147_483_647) });
const Time = z.object({ at: z.iso.datetime({ offset: true }) });
const Holder = z.object({ name: z.string(), alias: z.string(), version: z.int() });

/** Who held an alias when and why, the way back, and where a version comes from: what MLflow's protocol has no words for. */
@Controller('api/v1/models')
export class ModelController {
  readonly #store: PgRegistry;
  readonly #history: ModelHistory;
  readonly #clock: WallClock;

  constructor(
    @Inject(PgRegistry) store: PgRegistry,
    @Inject(ModelHistory) history: ModelHistory,
    @Inject(CLOCK) clock: WallClock,
  ) {
    this.#store = store;
    this.#history = history;
    this.#clock = clock;
  }

  @Get(':name/aliases/:alias/history')
  @Route({
    summary: 'Who moved an alias of a model, when and why; newest first',
    params: Alias,
    response: z.object({ history: z.array(AliasMove) }),
  })
  async history(@Param() { name, alias }: z.output<typeof Alias>) {
    return { history: await this.#history.moves(name, alias) };
  }

  @Get(':name/aliases/:alias/at')
  @Route({
    summary: 'What an alias of a model named at a time',
    params: Alias,
    query: Time,
    response: AliasMove,
    errors: ['NOT_FOUND'],
  })
  async at(
    @Param() { name, alias }: z.output<typeof Alias>,
    @Query() { at }: z.output<typeof Time>,
  ) {
    return this.#history.at(name, alias, Date.parse(at));
  }

  @Post(':name/aliases/:alias')
  @HttpCode(200)
  @Route({
    summary: 'Points an alias at a version, with a reason',
    params: Alias,
    body: Move,
    response: Holder,
    status: 200,
    errors: ['NOT_FOUND'],
  })
  async move(
    @Param() { name, alias }: z.output<typeof Alias>,
    @Body() { version, reason }: z.output<typeof Move>,
    @Req() request: FastifyRequest,
  ) {
    checkNewAlias(alias);
    const change = changeOfRequest(request, this.#clock.now(), reason);
    await setAlias(this.#store, { name, alias, version }, change);
    return { name, alias, version };
  }

  @Post(':name/aliases/:alias/rollback')
  @HttpCode(200)
  @Route({
    summary:
      'Points an alias back at the version that it named before: champion at one of another model, if that served',
    params: Alias,
    body: Why,
    response: Holder,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  })
  async rollBack(
    @Param() { name, alias }: z.output<typeof Alias>,
    @Body() { reason }: z.output<typeof Why>,
    @Req() request: FastifyRequest,
  ) {
    const change = changeOfRequest(request, this.#clock.now(), reason);
    const holder = await rollBack(this.#store, { name, alias }, change);
    return { name: holder.name, alias, version: holder.version };
  }

  @Get(':name/versions/:version/lineage')
  @Route({
    summary: 'What a version was made of: run, training data, feature definition, code',
    params: Version,
    response: Lineage,
    errors: ['NOT_FOUND'],
  })
  async lineage(@Param() { name, version }: z.output<typeof Version>) {
    return this.#history.lineage(name, version);
  }
}
