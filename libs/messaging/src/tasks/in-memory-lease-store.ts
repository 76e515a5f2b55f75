import type { ServiceName, TaskInstance } from '@headroom/contracts';
import type { LeaseStore, TaskLease, TaskTry } from './lease-store.ts';

interface Row {
  lease: TaskLease;
  owner: string;
  until: number;
  finished: boolean;
}

export class InMemoryLeaseStore implements LeaseStore {
  private readonly rows = new Map<string, Row>();
  private readonly leaseMs: number;
  private readonly now: () => number;

  constructor(options: { leaseMs?: number; now?: () => number } = {}) {
    this.leaseMs = options.leaseMs ?? 15_000;
    this.now = options.now ?? Date.now;
  }

  async accept(lease: TaskLease, owner: string): Promise<'accepted' | 'duplicate' | 'stale'> {
    const key = keyOf(lease.command.task);
    const known = this.rows.get(key)?.lease.command.try_number ?? 0;
    if (known === lease.command.try_number) return 'duplicate';
    if (known > lease.command.try_number) return 'stale';
    this.rows.set(key, { lease, owner, until: this.now() + this.leaseMs, finished: false });
    return 'accepted';
  }

  async heartbeat(task: TaskTry, owner: string): Promise<boolean> {
    const row = this.held(task, owner);
    if (row === undefined) return false;
    row.until = this.now() + this.leaseMs;
    return true;
  }

  async finish(task: TaskTry, owner: string): Promise<boolean> {
    const row = this.held(task, owner);
    if (row === undefined) return false;
    row.finished = true;
    return true;
  }

  async claimExpired(service: ServiceName, owner: string): Promise<readonly TaskLease[]> {
    const claimed: TaskLease[] = [];
    for (const row of this.rows.values()) {
      if (row.finished || row.lease.service !== service || row.until > this.now()) continue;
      row.owner = owner;
      row.until = this.now() + this.leaseMs;
      claimed.push(row.lease);
    }
    return claimed;
  }

  private held(task: TaskTry, owner: string): Row | undefined {
    const row = this.rows.get(keyOf(task.task));
    const mine = row?.owner === owner && row.lease.command.try_number === task.try_number;
    return mine && !row.finished ? row : undefined;
  }
}

const keyOf = (task: TaskInstance) =>
  JSON.stringify([task.dag_id, task.run_id, task.task_id, task.map_index]);
