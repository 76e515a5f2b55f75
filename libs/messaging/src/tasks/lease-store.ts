import type { ServiceName, TaskCommand, TaskInstance } from '@headroom/contracts';

/** A command that a service has taken, as its row is stored. */
export interface TaskLease {
  readonly service: ServiceName;
  readonly command: TaskCommand;
  /** W3C trace context of the command, so that a run after a crash stays in the trace of its trigger. */
  readonly traceparent: string | null;
}

/** Which run of a task is meant. */
export interface TaskTry {
  readonly task: TaskInstance;
  readonly try_number: number;
}

/**
 * One row a task instance: the newest try, its owner, until when the owner holds it, whether it is finished.
 * Time is the store's own clock, so that owners on machines with different clocks agree.
 */
export interface LeaseStore {
  /**
   * `accepted`: the row is written and held by `owner`; a lower try of the task, held by whomever, has lost it.
   * `duplicate`: this try is known already, running or finished: nothing is changed.
   * `stale`: a higher try is known: the command is to be ignored.
   */
  accept(lease: TaskLease, owner: string): Promise<'accepted' | 'duplicate' | 'stale'>;
  /** Holds the lease for another period. False: it is not this owner's any more, so the work must stop. */
  heartbeat(task: TaskTry, owner: string): Promise<boolean>;
  /** Marks the try as done, for good. False: it is not this owner's any more. */
  finish(task: TaskTry, owner: string): Promise<boolean>;
  /** Takes over every unfinished lease of the service whose period has run out; two claimers never get the same one. */
  claimExpired(service: ServiceName, owner: string): Promise<readonly TaskLease[]>;
}
