import { Route } from '@headroom/service-kit';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ReadRegistry } from '../postgres/read-registry.ts';

const Alias = z.object({ alias: z.string().min(1).max(256) });
const Model = z.object({ name: z.string().min(1).max(256) });
const Experiment = z.object({
  experimentId: z.string().regex(/^\d{1,18}$/, 'is not an experiment id'),
});
const Page = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) });

@Controller('api/v1')
export class RegistryController {
  readonly #registry: ReadRegistry;

  constructor(@Inject(ReadRegistry) registry: ReadRegistry) {
    this.#registry = registry;
  }

  @Get('experiments')
  @Route({ summary: 'Experiments, newest first' })
  async experiments() {
    return { experiments: await this.#registry.experiments() };
  }

  @Get('experiments/:experimentId/runs')
  @Route({
    summary: 'Runs of an experiment with params, latest metrics and tags',
    params: Experiment,
    query: Page,
  })
  async runs(
    @Param() { experimentId }: z.output<typeof Experiment>,
    @Query() { limit }: z.output<typeof Page>,
  ) {
    return { runs: await this.#registry.runs(experimentId, limit) };
  }

  @Get('model-versions')
  @Route({ summary: 'Versions of every registered model' })
  async allVersions() {
    return { versions: await this.#registry.versions(null) };
  }

  @Get('models/:name/versions')
  @Route({ summary: 'Versions of one registered model', params: Model })
  async versions(@Param() { name }: z.output<typeof Model>) {
    return { versions: await this.#registry.versions(name) };
  }

  @Get('aliases/:alias')
  @Route({ summary: 'The version that carries an alias', params: Alias, errors: ['NOT_FOUND'] })
  async holder(@Param() { alias }: z.output<typeof Alias>) {
    return this.#registry.holderOf(alias);
  }

  @Get('aliases/:alias/history')
  @Route({ summary: 'What an alias named when, and why it was moved', params: Alias })
  async history(@Param() { alias }: z.output<typeof Alias>) {
    return { history: await this.#registry.aliasHistory(alias) };
  }
}
