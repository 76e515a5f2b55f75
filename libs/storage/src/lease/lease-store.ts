import type { ServiceName, TaskCommand, TaskInstance } from '@headroom/contracts';

/** A command that a service has taken, as its row is stored. Shapes are those of the task worker's lease port. */
export interface TaskLease {
  readonly service: ServiceName;
  readonly command: TaskCommand;
  /** W3C trace context of the command. */
  readonly traceparent: string | null;
}

export interface TaskTry {
  readonly task: TaskInstance;
  readonly try_number: number;
}
