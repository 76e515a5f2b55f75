import { HeadroomError } from '@headroom/contracts';
import { bulkUpsert, type Database } from '@headroom/storage';
import { z } from 'zod';
import type {
  AsOf,
  Covered,
  NewestRows,
  OfflineRows,
  Probes,
  StoredRow,
  Wanted,
} from '../../domain/offline/offline-rows.ts';
import { RowLayout, rowLayout } from '../../domain/online/row-text.ts';
import { entityText, type ViewRows } from '../../domain/online/view-rows.ts';

const FOUND = {
  place: 'int32',
  entity: 'string',
  event_us: 'int64',
  layout_id: 'string',
  body: 'string',
} as const;

const { place: _, ...ROW } = FOUND;
const ArrivalRow = z.object({ arrival: z.number() });
const CoveredRow = z.object({ arrival: z.number(), event_us: z.number() });
const LayoutRow = z.object({ layout_id: z.string(), fields: RowLayout.shape.fields });

/** So that the rows of one statement are read while the next one is under way. */
const PROBES_PER_READ = 2_000;

/** Rows of one view are appended in turn: an arrival that is seen has no smaller one still to come. */
const IN_TURN = `select pg_advisory_xact_lock(hashtextextended('features.view_row/' || $1, 0))`;

export class PostgresViewRows implements OfflineRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  append({ view, rows }: ViewRows): Promise<number> {
    if (rows.length === 0) return Promise.resolve(0);
    const layout = rowLayout(view.schema);
    return this.#db.transaction(async (tx) => {
      await tx.execute(
        `insert into features.view_layout (layout_id, fields) values ($1, $2)
         on conflict (layout_id) do nothing`,
        [layout.id, JSON.stringify(layout.fields)],
      );
      await tx.execute(IN_TURN, [view.name]);
      return bulkUpsert(tx, {
        table: 'features.view_row',
        key: ['view', 'entity', 'event_us'],
        onConflict: 'ignore',
        columns: [
          { name: 'view', type: 'text', values: rows.map(() => view.name) },
          { name: 'entity', type: 'text', values: rows.map(({ keys }) => entityText(keys)) },
          { name: 'event_us', type: 'int8', values: rows.map(({ eventTime }) => eventTime) },
          { name: 'layout_id', type: 'text', values: rows.map(() => layout.id) },
          { name: 'body', type: 'text', values: rows.map(({ values }) => values.join('\n')) },
        ],
      });
    });
  }

  probesPerRead(): number {
    return PROBES_PER_READ;
  }

  async asOf(
    view: string,
    { entities, times }: Probes,
    { ttl, knownAt }: AsOf,
  ): Promise<(StoredRow | null)[]> {
    const table = await this.#db.columns(
      FOUND,
      `select probe.place::int - 1 as place, found.* from
         unnest($2::text[], $3::int8[]) with ordinality as probe (entity, time, place)
       cross join lateral (
         select r.entity, r.event_us, r.layout_id, r.body from features.view_row r
         where r.view = $1 and r.entity = probe.entity collate "C" and r.event_us <= probe.time
           and r.event_us >= probe.time - $4::int8
           and ($5::timestamptz is null or r.arrived_at <= $5)
         order by r.event_us desc limit 1) found`,
      [
        view,
        entities,
        times,
        Math.min(ttl, LONGEST_US),
        knownAt === null ? null : new Date(knownAt),
      ],
    );
    const places = table.float64('place');
    const answer = entities.map((): StoredRow | null => null);
    storedRows(table).forEach((row, i) => (answer[places[i] ?? 0] = row));
    return answer;
  }

  async newest(view: string, { after, upTo, beyond }: Wanted): Promise<NewestRows> {
    const [last] = await this.#db.query(
      ArrivalRow,
      `select coalesce(max(arrival), 0) as arrival from features.view_row where view = $1`,
      [view],
    );
    const arrival = last?.arrival ?? 0;
    const table = await this.#db.columns(
      ROW,
      `select distinct on (entity) entity, event_us, layout_id, body from features.view_row
       where view = $1 and event_us > $2 and event_us <= $3 and arrival <= $4
         and ($5::int8 is null or arrival > $5 or event_us > $6)
       order by entity, event_us desc`,
      [view, after, upTo, arrival, beyond?.arrival ?? null, beyond?.eventTime ?? null],
    );
    return { rows: storedRows(table), arrival };
  }

  async scan(view: string, after: number, upTo: number, limit: number): Promise<StoredRow[]> {
    const table = await this.#db.columns(
      ROW,
      `select entity, event_us, layout_id, body from features.view_row
       where view = $1 and event_us > $2 and event_us <= $3 limit $4`,
      [view, Math.floor(after), Math.floor(upTo), limit],
    );
    return storedRows(table);
  }

  async covered(view: string): Promise<Covered | null> {
    const [row] = await this.#db.query(
      CoveredRow,
      'select arrival, event_us from features.view_materialized where view = $1',
      [view],
    );
    return row === undefined ? null : { arrival: row.arrival, eventTime: row.event_us };
  }

  async cover(view: string, { arrival, eventTime }: Covered): Promise<void> {
    await this.#db.execute(
      `insert into features.view_materialized as known (view, arrival, event_us, at)
       values ($1, $2, $3, clock_timestamp())
       on conflict (view) do update set arrival = excluded.arrival, event_us = excluded.event_us,
         at = excluded.at
       where excluded.arrival >= known.arrival and excluded.event_us >= known.event_us`,
      [view, arrival, eventTime],
    );
  }

  async layouts(ids: readonly string[]): Promise<Map<string, RowLayout>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db.query(
      LayoutRow,
      'select layout_id, fields from features.view_layout where layout_id = any($1::text[])',
      [ids],
    );
    const known = new Map(rows.map(({ layout_id: id, fields }) => [id, { id, fields }]));
    const lost = ids.find((id) => !known.has(id));
    if (lost === undefined) return known;
    throw new HeadroomError('INTERNAL', `rows lie in layout ${lost}, which is not in the store`);
  }
}

/** Longer than any time there is, and still an int8 when taken from one. */
const LONGEST_US = 8e15;

function storedRows(table: {
  strings(name: string): readonly (string | null)[];
  float64(name: string): Float64Array;
}): StoredRow[] {
  const entities = table.strings('entity');
  const times = table.float64('event_us');
  const layouts = table.strings('layout_id');
  return table.strings('body').map((body, i) => ({
    entity: entities[i] ?? '',
    eventTime: times[i] ?? NaN,
    layoutId: layouts[i] ?? '',
    values: (body ?? '').split('\n'),
  }));
}
