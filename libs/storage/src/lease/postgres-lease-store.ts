import { TaskCommand } from '@headroom/contracts';
import type { ServiceName, TaskInstance } from '@headroom/contracts';
import { z } from 'zod';
import type { Sql, SqlValue } from '../postgres/sql.ts';
import type { TaskLease, TaskTry } from './lease-store.ts';

const Try = z.object({ try_number: z.number() });
const Claimed = z.object({ command: TaskCommand, traceparent: z.string().nullable() });

const SAME_TASK = 'dag_id = $1 and run_id = $2 and task_id = $3 and map_index = $4';
/** The database's clock, read at the statement and not at the start of its transaction. */
const UNTIL = (param: string) => `clock_timestamp() + ${param} * interval '1 millisecond'`;

/**
 * Leases in one row a task instance: its newest try, who holds it and until when. Every change is one statement whose
 * condition is the guard, so owners that race need no lock.
 */
export class PostgresLeaseStore {
  readonly #db: Sql;
  readonly #leaseMs: number;

  constructor(db: Sql, options: { readonly leaseMs?: number } = {}) {
    this.#db = db;
    this.#leaseMs = options.leaseMs ?? 15_000;
  }

  async accept(lease: TaskLease, owner: string): Promise<'accepted' | 'duplicate' | 'stale'> {
    const { task, try_number } = lease.command;
    const taken = await this.#db.execute(
      `insert into task_lease as known (dag_id, run_id, task_id, map_index, service, try_number, owner, held_until,
         command, traceparent)
       values ($1, $2, $3, $4, $5, $6, $7, ${UNTIL('$8')}, $9, $10)
       on conflict (dag_id, run_id, task_id, map_index) do update set service = excluded.service,
         try_number = excluded.try_number, owner = excluded.owner, held_until = excluded.held_until,
         command = excluded.command, traceparent = excluded.traceparent, finished = false
       where known.try_number < excluded.try_number`,
      [
        ...identity(task),
        lease.service,
        try_number,
        owner,
        this.#leaseMs,
        lease.command,
        lease.traceparent,
      ],
    );
    if (taken === 1) {
      await this.#forgetOld(lease.service);
      return 'accepted';
    }
    // A try number only grows, so what is read a statement later still decides rightly.
    const [known] = await this.#db.query(
      Try,
      `select try_number from task_lease where ${SAME_TASK}`,
      identity(task),
    );
    return known?.try_number === try_number ? 'duplicate' : 'stale';
  }

  heartbeat(task: TaskTry, owner: string): Promise<boolean> {
    return this.#change(`held_until = ${UNTIL('$7')}`, task, owner, [this.#leaseMs]);
  }

  finish(task: TaskTry, owner: string): Promise<boolean> {
    return this.#change('finished = true', task, owner, []);
  }

  async claimExpired(service: ServiceName, owner: string): Promise<readonly TaskLease[]> {
    const claimed = await this.#db.query(
      Claimed,
      `update task_lease set owner = $2, held_until = ${UNTIL('$3')}
       where (dag_id, run_id, task_id, map_index) in (
         select dag_id, run_id, task_id, map_index from task_lease
         where service = $1 and not finished and held_until <= clock_timestamp()
         for update skip locked)
       returning command, traceparent`,
      [service, owner, this.#leaseMs],
    );
    return claimed.map((row) => ({ service, ...row }));
  }

  /** A finished lease tells a repeated command from a new one, and commands stay in their topic for 7 days. */
  async #forgetOld(service: ServiceName): Promise<void> {
    await this.#db.execute(
      `delete from task_lease
       where service = $1 and finished and held_until < clock_timestamp() - interval '30 days'`,
      [service],
    );
  }

  async #change(
    set: string,
    { task, try_number }: TaskTry,
    owner: string,
    params: readonly SqlValue[],
  ): Promise<boolean> {
    const changed = await this.#db.execute(
      `update task_lease set ${set}
       where ${SAME_TASK} and try_number = $5 and owner = $6 and not finished`,
      [...identity(task), try_number, owner, ...params],
    );
    return changed === 1;
  }
}

const identity = (task: TaskInstance): [string, string, string, number] => [
  task.dag_id,
  task.run_id,
  task.task_id,
  task.map_index,
];
