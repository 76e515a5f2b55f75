import type { FastifyRequest } from 'fastify';
import type { Change, Served } from '../../../../domain/model.ts';
import type { ModelStore } from '../../../../domain/models/model-transaction.ts';
import type { SourceLookup } from '../../../../domain/models/source-lookup.ts';
import type { LoggedModels } from '../../../postgres/logged-models/logged-models.ts';
import type { ReadModels } from '../../../postgres/models/read-models.ts';
import type { SearchModels } from '../../../postgres/models/search-models.ts';
import type { WriteModels } from '../../../postgres/models/write-models.ts';

/** What the calls on registered models and versions work with. */
export interface ModelApi {
  readonly read: ReadModels;
  readonly search: SearchModels;
  readonly write: WriteModels;
  readonly store: ModelStore;
  readonly lookup: SourceLookup;
  readonly loggedModels: LoggedModels;
  /** The bundle among a version's files, where Headroom can serve it. */
  readonly findBundle: (location: string) => Promise<Served | null>;
  readonly changeOf: (request: FastifyRequest) => Change;
}
