import type { Sql } from '../postgres/sql.ts';
import type { OutboxRow } from './outbox-row.ts';

export const outboxChannel = (outbox: string): string => `outbox_${outbox}`;

/**
 * Writes messages in the transaction of the change that they tell of; the relay of `outbox` (a service's name) is
 * woken when it commits. Until then other transactions with one of these keys wait: so ids rise in commit order.
 */
export const enqueue = async (
  tx: Pick<Sql, 'execute'>,
  outbox: string,
  rows: readonly OutboxRow[],
): Promise<void> => {
  if (rows.length === 0) return;
  // Sorted, so that two transactions with the same keys cannot wait for each other.
  const keys = [...new Set(rows.map((row) => row.key))].sort();
  await tx.execute(
    `select pg_advisory_xact_lock(hashtext('outbox'), hashtext($1 || k))
     from unnest($2::text[]) with ordinality as keys(k, n) order by n`,
    [outbox, keys],
  );
  await tx.execute(
    `insert into outbox (outbox, topic, key, headers, body)
     select $1, topic, key, headers::jsonb, body
     from unnest($2::text[], $3::text[], $4::text[], $5::bytea[]) with ordinality
       as rows(topic, key, headers, body, n) order by n`,
    [
      outbox,
      rows.map((row) => row.topic),
      rows.map((row) => row.key),
      rows.map((row) => JSON.stringify(row.headers)),
      rows.map((row) => Buffer.from(row.body)),
    ],
  );
  await tx.execute('select pg_notify($1, $2)', [outboxChannel(outbox), '']);
};
