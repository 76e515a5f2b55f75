import type { Clock } from '@headroom/contracts';

/** A service or cluster with the newest record in use of it. */
export interface NewestMember {
  readonly id: string;
  readonly source: string;
  readonly clock: Clock;
  /** Event time of the record, epoch ms. */
  readonly timestamp: number;
  /** Of the service's log. */
  readonly partition: number;
}

/** All that the engine has features of. */
export interface NewestMembers {
  /** Services with a record up to the time, each with the newest one. */
  services(upTo: number): Promise<NewestMember[]>;
  clusters(upTo: number): Promise<NewestMember[]>;
}
