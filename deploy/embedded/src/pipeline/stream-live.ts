import type { Caller } from '../caller.ts';
import { SetupError } from '../setup-error.ts';

/** Has the generator go on, live, from where its last data set ended. */
export async function streamLive(generation: string, caller: Caller): Promise<void> {
  const response = await fetch(`${generation}/api/v1/live/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: caller.stopping,
  });
  if (!response.ok) throw new SetupError(`Live mode was refused: ${await response.text()}`);
}
