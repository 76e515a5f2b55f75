import type { ServiceName, TaskId } from '@headroom/contracts';
import type { TaskState } from '@headroom/embedded';
import { expect, vi } from 'vitest';
import type { System } from './system.ts';

/** Which services to kill as soon as a task was seen at work (of a mapped one: any of its instances). */
export type KillPlan = Readonly<Partial<Record<TaskId, readonly ServiceName[]>>>;

/** Kills each service once, as `kill -9` does, at its turn. Made for `RunRequest.changed`. */
export function killer({ services }: System, plan: KillPlan): (task: TaskState) => void {
  const done = new Set<string>();
  return ({ task_id, state }) => {
    if (done.has(task_id) || (state !== 'running' && state !== 'success')) return;
    done.add(task_id);
    for (const name of victims(plan, task_id)) {
      const pid = services.pid(name);
      if (pid === undefined) throw new Error(`${name} does not run, so it can't be killed`);
      process.kill(pid, 'SIGKILL');
    }
  };
}

const victims = (plan: KillPlan, taskId: string): readonly ServiceName[] =>
  Object.entries(plan).find(([id]) => id === taskId)?.[1] ?? [];

/** Resolves when the supervisor has brought all of them back and each says that it is ready. */
export async function restarted(
  { services, said }: System,
  names: readonly ServiceName[],
): Promise<void> {
  const notes = names.map((name) => `${name} ended (SIGKILL); starting it again.`);
  await vi.waitUntil(() => notes.every((note) => said.includes(note)), { timeout: 60_000 });
  for (const name of names) {
    await vi.waitUntil(() => isReady(services.url(name)), { timeout: 60_000, interval: 200 });
  }
  expect([...said].sort(), 'each was killed once, and none ended by itself').toEqual(
    notes.toSorted(),
  );
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
