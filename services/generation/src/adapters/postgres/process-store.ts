import type { Database } from '@headroom/storage';
import { z } from 'zod';
import type { LiveMode, ProcessStore, SavedProcess } from '../../domain/process-store.ts';

/** Written by this service alone, so what comes back is what was saved. */
const Row = z.object({
  source: z.string(),
  config: z.custom<SavedProcess['config']>((v) => typeof v === 'object'),
  state: z.custom<SavedProcess['state']>((v) => typeof v === 'object'),
});

/** Saved processes in Postgres, as JSON. */
export class PgProcessStore implements ProcessStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async save({ source, config, state }: SavedProcess): Promise<void> {
    await this.#db.execute(
      `insert into generation.process (source, config, state) values ($1, $2::text::jsonb, $3::text::jsonb)
       on conflict (source) do update set config = excluded.config, state = excluded.state, saved = default
       where process.config <> excluded.config
         or (process.state->>'bucket')::int8 <= (excluded.state->>'bucket')::int8`,
      [source, JSON.stringify(config), JSON.stringify(state)],
    );
  }

  async load(source: string): Promise<SavedProcess | null> {
    const [row] = await this.#db.query(
      Row,
      'select source, config, state from generation.process where source = $1',
      [source],
    );
    return row ?? null;
  }

  async newest(): Promise<string | null> {
    const [row] = await this.#db.query(
      z.object({ source: z.string() }),
      'select source from generation.process order by saved desc limit 1',
    );
    return row?.source ?? null;
  }

  async live(): Promise<LiveMode | null> {
    const [row] = await this.#db.query(
      z.object({ source: z.string(), speed: z.number() }),
      'select source, speed from generation.live',
    );
    return row ?? null;
  }

  async setLive(mode: LiveMode | null): Promise<void> {
    if (mode === null) {
      await this.#db.execute('delete from generation.live');
      return;
    }
    await this.#db.execute(
      `insert into generation.live (source, speed) values ($1, $2)
       on conflict (only_row) do update set source = excluded.source, speed = excluded.speed`,
      [mode.source, mode.speed],
    );
  }
}
