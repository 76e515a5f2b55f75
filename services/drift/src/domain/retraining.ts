const DAY_MS = 86_400_000;

/**
 * Id of the trigger that asks for a retraining. The orchestrator takes an id once, so that there is at most one
 * retraining a day of event time: a run that drift has started finds the same drift, and must not start the next one.
 */
export function retrainingId(dagId: string, asOf: number): string {
  const day = new Date(Math.floor(asOf / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  return `drift/${dagId}/${day}`;
}
