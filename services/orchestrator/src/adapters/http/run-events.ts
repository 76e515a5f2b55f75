import type { MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { RunKey, RunReader } from '../../domain/ports.ts';
import type { RunSnapshot } from '../../domain/run.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RunChanges } from '../postgres/run-changes.ts';
import { runView, taskView } from './views.ts';

/**
 * A run as it changes: `run` and `task` events, all of them at first, then what differs from what was sent. The stream
 * ends with the run. A client that connects again is told everything again, so it never has to ask for what it missed.
 */
export const runEvents = (
  reader: RunReader,
  changes: RunChanges,
  key: RunKey,
  failed: (error: unknown) => void,
): Observable<MessageEvent> =>
  new Observable((client) => {
    const sent = new Map<string, string>();
    // An error leaves the client waiting: the next change, or the database's return, looks again.
    const look = oneAtATime(async () => {
      const snapshot = await reader.snapshot(key);
      if (snapshot === null) {
        client.complete();
        return;
      }
      for (const event of news(snapshot, sent)) client.next(event);
      const { state } = snapshot.run;
      if (state === 'success' || state === 'failed') client.complete();
    }, failed);
    const stop = changes.listen({
      changed: (run) => {
        if (run === null || (run.dagId === key.dagId && run.runId === key.runId)) look.run();
      },
      ended: () => client.complete(),
    });
    look.run();
    return stop;
  });

function news({ run, tasks }: RunSnapshot, sent: Map<string, string>): MessageEvent[] {
  const all = [
    ...tasks.map((task) => ({
      name: `task ${task.taskId} ${task.mapIndex}`,
      type: 'task',
      data: taskView(task),
    })),
    // Last, so that whoever hears of the run's end has heard of its tasks.
    { name: 'run', type: 'run', data: runView(run) },
  ];
  return all.flatMap(({ name, type, data }) => {
    const text = JSON.stringify(data);
    if (sent.get(name) === text) return [];
    sent.set(name, text);
    return [{ type, data, id: String(run.revision) }];
  });
}
