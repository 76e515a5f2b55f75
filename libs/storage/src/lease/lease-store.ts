import type { TaskCommand } from '@headroom/contracts';

/** A try of a task instance, taken by one worker. `epoch` rises each time that the lease changes hands. */
export interface Lease {
  readonly service: string;
  readonly command: TaskCommand;
  readonly owner: string;
  readonly epoch: number;
}
