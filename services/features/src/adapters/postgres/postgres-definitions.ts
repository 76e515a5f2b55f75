import { HeadroomError } from '@headroom/contracts';
import { DEFINITION_KINDS, type DefinitionKind } from '@headroom/feature-definitions';
import type { Database, Sql, Subscription } from '@headroom/storage';
import { z } from 'zod';
import type {
  DefinitionSetVersion,
  DefinitionStore,
  DefinitionVersion,
  NextSet,
} from '../../domain/definition-store.ts';

/** Notified with the number of a set when it is in force. */
const DEFINITIONS_CHANNEL = 'feature_definitions';

const SetRow = z.object({
  version: z.number(),
  content_hash: z.string(),
  author: z.string(),
  created_at: z.date(),
});

const DefinitionRow = SetRow.extend({
  kind: z.enum(DEFINITION_KINDS),
  name: z.string(),
  built_in: z.boolean(),
  body: z.string(),
});

const COLUMNS =
  'd.kind, d.name, d.version, d.content_hash, d.built_in, d.author, d.created_at, d.body';

export class PostgresDefinitions implements DefinitionStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async newest(): Promise<DefinitionSetVersion | null> {
    const [set] = await this.#db.query(
      SetRow,
      'select version, content_hash, author, created_at from feature_registry.definition_set order by version desc limit 1',
    );
    if (set === undefined) return null;
    const rows = await this.#db.query(
      DefinitionRow,
      `select ${COLUMNS} from feature_registry.set_member m
       join feature_registry.definition d using (kind, name, version)
       where m.set_version = $1 order by d.name, d.kind`,
      [set.version],
    );
    return {
      version: set.version,
      hash: set.content_hash,
      author: set.author,
      createdAt: set.created_at,
      members: rows.map(toVersion),
    };
  }

  async append(next: NextSet): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await insertSet(tx, next);
      await insertMembers(tx, next);
      await tx.execute('select pg_notify($1, $2)', [DEFINITIONS_CHANNEL, String(next.after + 1)]);
    });
  }

  async versions(kind: DefinitionKind, name: string): Promise<DefinitionVersion[]> {
    const rows = await this.#db.query(
      DefinitionRow,
      `select ${COLUMNS} from feature_registry.definition d
       where d.kind = $1 and d.name = $2 order by d.version desc`,
      [kind, name],
    );
    return rows.map(toVersion);
  }

  /** Calls back at every new set, and whenever one may have been missed. */
  watch(changed: () => void): Promise<Subscription> {
    return this.#db.listen(DEFINITIONS_CHANNEL, { notified: changed, listening: changed });
  }
}

async function insertSet(tx: Sql, { after, hash, author }: NextSet): Promise<void> {
  const inserted = await tx.execute(
    `insert into feature_registry.definition_set (version, content_hash, author) values ($1, $2, $3)
     on conflict (version) do nothing`,
    [after + 1, hash, author],
  );
  if (inserted === 1) return;
  throw new HeadroomError(
    'CONFLICT',
    'someone else has changed the definitions meanwhile; look at the plan again, then apply it',
    { retriable: true },
  );
}

/** What the set before has with the same content keeps its version; anything else gets the next one of its name. */
async function insertMembers(tx: Sql, { after, author, members }: NextSet): Promise<void> {
  await tx.execute(
    `with given as (
       select * from unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[])
         as g (kind, name, content_hash, built_in, body)
     ), numbered as (
       select g.*, kept.version as kept, coalesce((
         select max(version) from feature_registry.definition d
         where d.kind = g.kind and d.name = g.name), 0) + 1 as next
       from given g
       left join (feature_registry.set_member m join feature_registry.definition d using (kind, name, version)) kept
         on kept.set_version = $1 and kept.kind = g.kind and kept.name = g.name
        and kept.content_hash = g.content_hash and kept.built_in = g.built_in
     ), appended as (
       insert into feature_registry.definition (kind, name, version, content_hash, built_in, author, body)
       select kind, name, next, content_hash, built_in, $2, body from numbered where kept is null
     )
     insert into feature_registry.set_member (set_version, kind, name, version)
     select $1 + 1, kind, name, coalesce(kept, next) from numbered`,
    [
      after,
      author,
      members.map(({ kind }) => kind),
      members.map(({ name }) => name),
      members.map(({ hash }) => hash),
      members.map(({ builtIn }) => builtIn),
      members.map(({ body }) => JSON.stringify(body)),
    ],
  );
}

const toVersion = (row: z.infer<typeof DefinitionRow>): DefinitionVersion => ({
  kind: row.kind,
  name: row.name,
  version: row.version,
  hash: row.content_hash,
  builtIn: row.built_in,
  author: row.author,
  createdAt: row.created_at,
  body: JSON.parse(row.body),
});
