import { HeadroomError } from '@headroom/contracts';
import {
  ApplyRequest,
  DEFINITION_KINDS,
  DefinitionDiff,
  DefinitionList,
  DefinitionPlan,
  DefinitionVersions,
  DescribedDefinition,
  FeatureLineage,
  lineageOf,
  PlanRequest,
} from '@headroom/feature-definitions';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ChangeDefinitions } from '../../usecases/definitions/change-definitions.ts';
import { CurrentDefinitions } from '../../usecases/definitions/current-definitions.ts';
import { ReadDefinitions } from '../../usecases/definitions/read-definitions.ts';

const Bodies = z.object({ bodies: z.enum(['true', 'false']).default('false') });
const Of = z.object({ of: z.string().min(1) });
const Named = z.object({ name: z.string() });
const OfKind = z.object({ kind: z.enum(DEFINITION_KINDS).optional() });
const version = z.coerce.number().int().min(1).optional();
const AtVersion = OfKind.extend({ version });
const Between = OfKind.extend({ from: version, to: version });

@Controller('api/v1')
export class DefinitionsController {
  readonly #read: ReadDefinitions;
  readonly #change: ChangeDefinitions;
  readonly #current: CurrentDefinitions;

  constructor(
    @Inject(ReadDefinitions) read: ReadDefinitions,
    @Inject(ChangeDefinitions) change: ChangeDefinitions,
    @Inject(CurrentDefinitions) current: CurrentDefinitions,
  ) {
    this.#current = current;
    this.#read = read;
    this.#change = change;
  }

  @Get('definitions')
  @Route({
    summary: 'Definitions in force, each in its version',
    query: Bodies,
    response: DefinitionList,
    errors: ['INVALID_REQUEST'],
  })
  list(@Query() { bodies }: z.output<typeof Bodies>) {
    return this.#read.list(bodies === 'true');
  }

  @Post('definitions/plan')
  @HttpCode(200)
  @Route({
    summary: 'What a document of definitions would change',
    body: PlanRequest,
    response: DefinitionPlan,
    status: 200,
    errors: ['INVALID_REQUEST', 'INVALID_DATA'],
  })
  plan(@Body() request: PlanRequest) {
    return this.#change.plan(request);
  }

  @Post('definitions/apply')
  @HttpCode(200)
  @Route({
    summary: 'Put a document of definitions in force',
    body: ApplyRequest,
    response: DefinitionPlan,
    status: 200,
    errors: ['INVALID_REQUEST', 'INVALID_DATA', 'CONFLICT'],
  })
  apply(@Body() request: ApplyRequest) {
    return this.#change.apply(request);
  }

  @Get('definitions/:name')
  @Route({
    summary: 'One definition, as it is in force or in a version',
    params: Named,
    query: AtVersion,
    response: DescribedDefinition,
    errors: ['INVALID_REQUEST', 'NOT_FOUND'],
  })
  describe(
    @Param() { name }: z.output<typeof Named>,
    @Query() { kind, version }: z.output<typeof AtVersion>,
  ) {
    return this.#read.describe({ name, kind }, version);
  }

  @Get('definitions/:name/versions')
  @Route({
    summary: 'All versions of a definition, newest first',
    params: Named,
    query: OfKind,
    response: DefinitionVersions,
    errors: ['INVALID_REQUEST', 'NOT_FOUND'],
  })
  async versions(
    @Param() { name }: z.output<typeof Named>,
    @Query() { kind }: z.output<typeof OfKind>,
  ) {
    return { versions: await this.#read.versions({ name, kind }) };
  }

  @Get('definitions/:name/diff')
  @Route({
    summary: 'What differs between two versions of a definition',
    params: Named,
    query: Between,
    response: DefinitionDiff,
    errors: ['INVALID_REQUEST', 'NOT_FOUND'],
  })
  diff(
    @Param() { name }: z.output<typeof Named>,
    @Query() { kind, from, to }: z.output<typeof Between>,
  ) {
    return this.#read.diff({ name, kind }, from, to);
  }

  @Get('lineage')
  @Route({
    summary:
      'What a source, column, view, feature or feature service is made of, and what is made of it',
    query: Of,
    response: FeatureLineage,
    errors: ['INVALID_REQUEST', 'NOT_FOUND'],
  })
  lineage(@Query() { of }: z.output<typeof Of>) {
    const edges = lineageOf(this.#current.current().set.definitions, of);
    if (edges !== null) return { of, edges };
    throw new HeadroomError(
      'NOT_FOUND',
      `nothing is called ${of}; name a source, source.column, view, view:feature or feature service`,
    );
  }
}
